"""How Django knows this app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """Due dates: policy, engine, stored due items, nightly jobs."""

    name = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the apps below; register the kinds of job."""
        from scheduling import digests, receivers, taking_effect, what_if  # noqa: F401
        from scheduling.services import chosen_settings  # noqa: F401
