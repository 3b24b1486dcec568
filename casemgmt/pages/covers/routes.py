"""Addresses of covers."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.covers import views

urlpatterns = [
    path("covers", views.covers, name="covers"),
    path("covers/new", views.cover_new, name="cover-new"),
    path("covers/<int:pk>/end", views.cover_end, name="cover-end"),
]
