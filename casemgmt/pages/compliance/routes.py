"""Addresses of the compliance figures."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.compliance import pages

urlpatterns = [
    path("compliance", pages.compliance, name="compliance"),
    path("compliance/sample", pages.sample, name="compliance-sample"),
    path("compliance/export", pages.export, name="compliance-export"),
]
