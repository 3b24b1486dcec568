"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages import account, home

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("help", account.help_page, name="help"),
    path("cannot-sign-in", account.cannot_sign_in, name="cannot-sign-in"),
    path("my-sign-in", account.my_sign_in, name="my-sign-in"),
    path("my-sign-in/end", account.end_session, name="session-end"),
    path("session", account.renew_session, name="session-renew"),
]
