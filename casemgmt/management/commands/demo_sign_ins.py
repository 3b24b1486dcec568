"""Lists the sign-ins of a demonstration."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand

from agency.models import Agency, User
from casemgmt.demo.staff import SIGN_INS


class Command(BaseCommand):
    """Gives the demonstration's sign-ins the password of DEMO_PASSWORD and prints them.

    It does so only on a database that is not marked as live, and only to the accounts that a
    demonstration made.
    """

    help = "Set and print the demonstration sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table of roles and user names, and the password once."""
        password = os.environ.get("DEMO_PASSWORD", "")
        agency = Agency.objects.first()
        if agency is None or agency.is_live or not password:
            return
        users = User.objects.filter(username__in=SIGN_INS, email__endswith="@example.org")
        by_name = {user.username: user for user in users}
        if not by_name:
            return
        self.stdout.write(f"Sign in with the password {password} as")
        for username in SIGN_INS:
            user = by_name.get(username)
            if user is None:
                continue
            if not user.check_password(password):
                user.set_password(password)
                user.save(update_fields=["password", "password_changed_at"])
            posting = user.postings.select_related("facility", "unit").first()
            if posting is None:
                continue
            where = f"{posting.role_word}, {posting.facility or 'whole agency'}"
            self.stdout.write(f"  {username:<14} {user.full_name:<28} {where}")
