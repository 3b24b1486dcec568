"""Addresses of group sessions."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.groups import session

urlpatterns = [
    path("group", session.group_note, name="group-note"),
    path("group/draft", session.group_draft, name="group-draft"),
]
