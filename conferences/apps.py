from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Caseload conferences and meetings. Their records join with the conference policies; the duties on them are already computed by scheduling.engine."""

    name = "conferences"
    default_auto_field = "django.db.models.BigAutoField"
