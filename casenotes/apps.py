"""How Django knows this app."""

from django.apps import AppConfig


class CasenotesConfig(AppConfig):
    """What staff recorded: case notes, contact reports, amendments, drafts."""

    name = "casenotes"
    default_auto_field = "django.db.models.BigAutoField"
