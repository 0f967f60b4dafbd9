import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.letters.markdown import MarkupError, Values, clean, parse_blocks, parse_line
from automation.letters.model import Break, Checklist, Fill, Heading, ItemList, Paragraph, Run, Table

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def blocks(text):
    return parse_blocks(text, Values())


def test_a_paragraph_has_runs_of_one_style_each():
    assert blocks("Ein **fettes** *Wort*\nund mehr\\\nneu") == (
        Paragraph(
            (
                Run("Ein "),
                Run("fettes", bold=True),
                Run(" "),
                Run("Wort", italic=True),
                Run(" und mehr"),
                Break(),
                Run("neu"),
            )
        ),
    )


def test_lists_keep_their_order_and_start():
    (listed,) = blocks("3. drei\n4. vier")

    assert listed == ItemList(((Paragraph((Run("drei"),)),), (Paragraph((Run("vier"),)),)), ordered=True, start=3)


def test_a_list_of_boxes_is_a_checklist_with_lines_to_write_on():
    (checklist,) = blocks("- [ ] Termin am ____ um __________ Uhr\n- [ ] nein")

    assert checklist == Checklist(
        ((Run("Termin am "), Fill(4), Run(" um "), Fill(10), Run(" Uhr")), (Run("nein"),))
    )


def test_a_table_has_a_header_and_sides():
    (table,) = blocks("| A | B |\n|:--|--:|\n| 1 | **2** |")

    assert table == Table(((Run("A"),), (Run("B"),)), (((Run("1"),), (Run("2", bold=True),)),), ("left", "right"))


def test_headings_and_lines_to_write_on():
    assert blocks("## Antwort\n\n____\n") == (Heading((Run("Antwort"),)), Paragraph((Fill(1),)))


@pytest.mark.parametrize("text", ["> Zitat", "```\nfest\n```", "Wort `fest`", "1\n\n    eingerückt\n\n> x"])
def test_markdown_without_a_form_in_a_letter_is_refused_with_its_line(text):
    with pytest.raises(MarkupError, match="gibt es in Briefen nicht"):
        blocks(text)


@given(TEXTS)
def test_a_value_never_becomes_markup(value):
    values = Values()
    token = values.token(value)

    parsed = parse_blocks(f"{token}\n\n- {token}\n\n| {token} | b |\n|---|---|\n| **{token}** | x |", values)

    plain = clean(value)
    paragraph, listed, table = parsed
    assert "".join(run.text for run in paragraph.content).replace("\u00a0", " ") == plain.replace("\u00a0", " ")
    assert len(listed.items) == 1
    assert [len(row) for row in (table.header, *table.rows)] == [2, 2]


@given(TEXTS)
def test_a_subject_stays_on_one_line(value):
    values = Values()

    line = parse_line(f"Bitte {values.token(value)}", values)

    assert "\n" not in line
    assert "\r" not in line
