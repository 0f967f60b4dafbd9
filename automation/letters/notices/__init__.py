"""The notice of open jobs: no letter, and about nobody: a sheet for the wall and one to take along.

offers        office → which jobs may hang on the wall, and what stands of each
notice_sheet  what stands on a sheet
notice_docx, notice_pdf  a sheet in its two forms, with the same words
"""
