"""Addresses of exemptions."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.exemptions import asking, pages

urlpatterns = [
    path("exemptions", pages.exemptions, name="exemptions"),
    path("exemption/<int:pk>", pages.exemption, name="exemption"),
    path("exemption/<int:pk>/decide", pages.decide, name="exemption-decide"),
    path("exemption/<int:pk>/change", pages.change, name="exemption-change"),
    path("due/<int:pk>/exemption", asking.from_due_item, name="exemption-new"),
    path("case/<int:pk>/exemption", asking.of_case, name="case-exemption-new"),
]
