"""One person everywhere: what the workbook and Lotse's files hold about somebody, and how it goes.

traces       what somebody is recognised by in any text
about        office and sheets → every row and cell about one person
access       workbook → all that an access request is answered from (Art. 15 GDPR, § 83 SGB X)
access_page  that as a document and as JSON
decoding     a cell in words
strangers    which cells of an answer name somebody else
paper        a document as Word and PDF on the house's stationery
answering    the job: look somebody up and write the answer
order        what is to be erased, kept until nothing is left
erasing      the two steps of an erasure
obstacles    what to think of before
clearing     Lotse's own sheets without the person
hunting      is anything left, anywhere
erasure_page list, proof and JSON of an erasure
taking_away  the job behind the command
due          whose data are to be decided on
activities   the record of processing (Art. 30 GDPR)
drafts       for Art. 26 and Art. 35, to be finished
overview     the job that writes these papers
role_view    what one organisation may see
view_book    that as a new workbook
"""
