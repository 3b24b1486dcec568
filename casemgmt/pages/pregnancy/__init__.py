"""The pregnancy notification: receipt, call, filing."""
