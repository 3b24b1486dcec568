"""The people, their custody, sentences, assessments and officers."""
