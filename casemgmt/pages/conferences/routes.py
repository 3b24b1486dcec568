"""Addresses of caseload conferences."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.conferences import acts, follow, lists, one, reviews

urlpatterns = [
    path("conferences", lists.conferences, name="conferences"),
    path("conferences/new", acts.schedule, name="conference-new"),
    path("conferences/<int:pk>", one.conference, name="conference"),
    path("conferences/<int:pk>/acknowledge", follow.acknowledge, name="conference-acknowledge"),
    path("conferences/<int:pk>/<slug:act>", acts.carry_out, name="conference-act"),
    path("conferences/cases/<int:pk>", reviews.sampled_case, name="sampled-case"),
    path("conferences/cases/<int:pk>/replace", reviews.replace, name="sampled-case-replace"),
    path("coaching/<int:pk>", follow.coaching, name="coaching"),
    path("officers/<int:pk>/coaching", follow.coaching_new, name="coaching-new"),
    path("officers/<int:pk>/statistics", follow.statistics, name="officer-statistics"),
]
