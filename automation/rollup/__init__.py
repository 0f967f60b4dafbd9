"""What an office hands in to its city, and what the city makes of all offices: sums, never rows of persons."""
