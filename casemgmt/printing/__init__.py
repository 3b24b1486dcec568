"""The field-file case note report: gathered, set as a PDF, written into the print ledger.

`gather` reads what the person who asks may read and makes plain content of it; `html` and `press`
turn content into a tagged PDF; `ledger` numbers and records it; `batches` asks for prints and
carries them out as jobs; `files` keeps the finished files until they are fetched or too old.
"""
