"""How Django knows this app."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """The organisation: facilities, people, postings, access, audit, clock, words."""

    name = "agency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for sign-ins, and know what must hold before a start."""
        from agency import checks, signals  # noqa: F401
