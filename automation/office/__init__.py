"""What the whole work knows about the office: law, settings, quarters, targets, families, placements, consent."""
