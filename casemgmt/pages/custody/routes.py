"""Addresses of a person's identity, movements and release dates, and of reception."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.custody import history, identity, movements, reception, sentences

urlpatterns = [
    path("people/register", identity.person_new, name="person-new"),
    path("people/receive", reception.reception, name="reception"),
    path("case/<int:pk>/custody", history.custody, name="custody"),
    path("case/<int:pk>/movement", movements.movement_new, name="movement-new"),
    path("case/<int:pk>/release-dates", sentences.sentence_new, name="sentence-new"),
    path("case/<int:pk>/identity", identity.identity_edit, name="identity-edit"),
    path("case/<int:pk>/alias", identity.alias_new, name="alias-new"),
    path("alias/<int:pk>/remove", identity.alias_remove, name="alias-remove"),
    path("movement/<int:pk>/correct", movements.movement_correct, name="movement-correct"),
    path("movement/<int:pk>/withdraw", movements.movement_withdraw, name="movement-withdraw"),
    path("release-dates/<int:pk>/correct", sentences.sentence_correct, name="sentence-correct"),
]
