from django.apps import AppConfig


class OffendersConfig(AppConfig):
    """The people in custody or under supervision, where they are held, and who is responsible for them."""

    name = "offenders"
    default_auto_field = "django.db.models.BigAutoField"
