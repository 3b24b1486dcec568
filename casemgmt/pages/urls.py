"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages import home

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
]
