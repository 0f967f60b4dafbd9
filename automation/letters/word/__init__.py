r"""Letters that an office writes in Word: a document with merge fields, and beside it what it is for.

package.py    the file as parts, without what must not leave the office
story.py      paragraphs and runs, in the order in which Word reads fields
codes.py      the code of a field → what it does
marking.py    fields, `{{ … }}` and content controls → places in the text of a part
sources.py    the document's names → our fields
pictures.py   `\@ "TT.MM.JJJJ"` and `\# "#.##0,00 €"`
filling.py    places → their content for one letter
paper.py      the finished letter
spoken.py     which sentences in another language come along
second_page.py  the page that they stand on
template.py   all of it as a kind of letter
"""
