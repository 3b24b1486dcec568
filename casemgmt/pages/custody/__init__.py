"""What the records office keeps: who a person is, movements, release dates, arrivals."""
