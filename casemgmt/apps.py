"""How Django knows this app."""

from django.apps import AppConfig


class CasemgmtConfig(AppConfig):
    """Pages and commands that combine the apps."""

    name = "casemgmt"
