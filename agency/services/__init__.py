"""What administrators may do to accounts, postings and places. Each service checks its rules and
writes the rows and one audit event in one transaction."""
