"""How Django knows this app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans of a case and the reviews of them."""

    name = "plans"
    default_auto_field = "django.db.models.BigAutoField"
