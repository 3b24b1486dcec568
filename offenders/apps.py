"""How Django knows this app."""

from django.apps import AppConfig


class OffendersConfig(AppConfig):
    """People in custody or under supervision, where they are, who is responsible."""

    name = "offenders"
    default_auto_field = "django.db.models.BigAutoField"
