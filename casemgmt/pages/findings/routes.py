"""Addresses of data-quality findings."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.findings import pages

urlpatterns = [path("findings", pages.findings, name="findings")]
