"""Addresses of the records of contact."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages import notes
from casemgmt.pages.records_of_contact import orientation, warrants

urlpatterns = [
    path(
        "case/<int:pk>/note/no-contact",
        notes.note_new,
        {"begins": "no-contact"},
        name="note-no-contact",
    ),
    path(
        "case/<int:pk>/note/residential-confirmation",
        notes.note_new,
        {"begins": "residential-confirmation"},
        name="note-residential-confirmation",
    ),
    path("case/<int:pk>/orientation", orientation.orientation_new, name="orientation-new"),
    path("case/<int:pk>/warrant", warrants.warrant_prepare, name="warrant-request"),
    path("warrants", warrants.warrant_list, name="warrants"),
    path("warrants/<int:pk>", warrants.warrant, name="warrant"),
    path("warrants/<int:pk>/decide", warrants.warrant_decide, name="warrant-decide"),
]
