"""Addresses of the standards pages."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.contact_standards import pages as contact_standards
from casemgmt.pages.policy import deciding, effects, effects_cases, standards, writing

urlpatterns = [
    path("standards", standards.standards, name="standards"),
    path("standards/editions", writing.editions, name="editions"),
    path("standards/editions/new", writing.edition_new, name="edition-new"),
    path("standards/compare", writing.compare, name="editions-compare"),
    path("standards/drafts/<int:pk>", writing.edition_draft, name="edition-draft"),
    path("standards/contacts", contact_standards.contact_standards, name="contact-standards"),
    path(
        "standards/contacts/new",
        contact_standards.contact_standard_new,
        name="contact-standard-new",
    ),
    path(
        "standards/contacts/<int:pk>", contact_standards.contact_standard, name="contact-standard"
    ),
    path("standards/<int:pk>", standards.standard, name="standard"),
    path("standards/<int:pk>/silences", standards.silences, name="standard-silences"),
    path("standards/<int:pk>/copy", writing.edition_copy, name="edition-copy"),
    path("standards/<int:pk>/what-if", effects.what_if_new, name="what-if-new"),
    path("standards/what-if/<int:pk>", effects.what_if, name="what-if"),
    path("standards/what-if/<int:pk>/cases", effects_cases.what_if_cases, name="what-if-cases"),
    path("standards/what-if/<int:pk>/propose", deciding.propose, name="what-if-propose"),
    path("standards/activations/<int:pk>", deciding.decide, name="activation-decide"),
]
