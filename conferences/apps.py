"""How Django knows this app."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Caseload conferences and meetings; the policies on them bring their records."""

    name = "conferences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of job."""
        from conferences.services import notices  # noqa: F401
