"""A password hasher whose cost is the same each time, and large beside everything else."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class SteadyHasher(PBKDF2PasswordHasher):
    """About 10 ms of arithmetic; it counts how often it is spent."""

    algorithm = "steady"
    iterations = 20_000
    spent = 0

    def encode(self, password, salt, iterations=None):
        type(self).spent += 1
        return super().encode(password, salt, iterations)

    def must_update(self, encoded):
        return False
