"""Addresses of the search in notes."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.note_search import views

urlpatterns = [path("notes/search", views.note_search, name="note-search")]
