"""Addresses of classifications and of the population."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.classification import pages, population

urlpatterns = [
    path("case/<int:pk>/classifications", pages.classifications, name="classifications"),
    path("case/<int:pk>/classification", pages.classification_new, name="classification-new"),
    path("classification/<int:pk>", pages.classification_change, name="classification-change"),
    path("population", population.population, name="population"),
    path("population/levels", population.population_levels, name="population-levels"),
]
