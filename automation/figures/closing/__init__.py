"""Closed quarters: what was published stays, and what changes afterwards stands beside it.

`record` is what the sheet `Quartalsabschlüsse` holds, `relevance` and `marks` say what of a fact and of a row can
change a figure, `settled` compares what was published with what is counted now, `erased` keeps the figures when a
person is deleted, `sheet` is how all of it stands in the workbook.
"""
