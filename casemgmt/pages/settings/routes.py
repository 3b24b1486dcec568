"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.settings import views

urlpatterns = [
    path("settings", views.policy_settings, name="settings"),
    path("settings/words", views.words, name="settings-words"),
]
