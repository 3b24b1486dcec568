"""Addresses of the agency's own lists."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.catalogue import changing, levels, shown

urlpatterns = [
    path("catalogue", shown.catalogue, name="catalogue"),
    path("catalogue/<slug:kind>/new", changing.catalogue_new, name="catalogue-new"),
    path("catalogue/<slug:kind>/<int:pk>", changing.catalogue_change, name="catalogue-change"),
    path("catalogue/instrument/<int:pk>/levels", levels.set_new_levels, name="catalogue-levels"),
    path("catalogue/organisation/<int:pk>/people", changing.members, name="catalogue-members"),
    path("catalogue/qualification", changing.qualification_new, name="qualification-new"),
]
