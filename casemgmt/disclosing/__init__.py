"""What a person may be given of what is held on them: gathered, redacted, shown, released.

`held` says for every table with something about a person whether it is given and in which words;
`gather` reads it within the rights of the reader; `marking` finds words to withhold; `copying`
leaves them out; `releasing` sets the copy and writes it into the print ledger and the
dissemination log. 28 CFR 20.34 lets people review what is held on them.
"""
