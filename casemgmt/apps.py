"""How Django knows this app."""

from django.apps import AppConfig


class CasemgmtConfig(AppConfig):
    """Pages and commands that combine the apps."""

    name = "casemgmt"

    def ready(self) -> None:
        """Register the handlers of the jobs that these pages ask for; hold closings."""
        from casemgmt import closing  # noqa: F401
        from casemgmt.disclosing import releasing  # noqa: F401
        from casemgmt.importing import background  # noqa: F401
        from casemgmt.printing import batches  # noqa: F401
        from casenotes.services import attachments, risk_alerts  # noqa: F401
