"""Requests for access, the dissemination log, and the custody of paper."""
