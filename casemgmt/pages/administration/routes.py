"""Addresses of accounts, postings and places."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.administration import accounts, places, postings

urlpatterns = [
    path("staff", accounts.people_list, name="people"),
    path("staff/new", accounts.person_new, name="staff-new"),
    path("staff/<int:pk>", accounts.person, name="person"),
    path("staff/<int:pk>/change", accounts.person_change, name="person-change"),
    path("staff/<int:pk>/posting", postings.posting_new, name="posting-new"),
    path("staff/<int:pk>/act/<slug:act>", accounts.person_act, name="person-act"),
    path("posting/<int:pk>", postings.posting_change, name="posting-change"),
    path("places", places.places_list, name="places"),
    path("places/new", places.facility_new, name="facility-new"),
    path("places/<int:pk>", places.facility_change, name="facility-change"),
    path("places/<int:pk>/unit", places.unit_new, name="unit-new"),
    path("unit/<int:pk>", places.unit_change, name="unit-change"),
]
