"""One person everywhere: what the workbook and Lotse's files hold about somebody, and how it goes.

traces       what somebody is recognised by in any text
about        office and sheets → every row and cell about one person
access       workbook → all that an access request is answered from (Art. 15 GDPR, § 83 SGB X)
access_page  that as a document and as JSON
decoding     a cell in words
strangers    which cells of an answer name somebody else
paper        a document as Word and PDF on the house's stationery
answering    the job: look somebody up and write the answer
"""
