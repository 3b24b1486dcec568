"""Addresses of the pages of plans."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.plans import editing, open_actions, paper, plan, reviews, steps

urlpatterns = [
    path("case/<int:pk>/plans", plan.plans, name="plans"),
    path("case/<int:pk>/plans/new", plan.plan_new, name="plan-new"),
    path("case/<int:pk>/plan-review", reviews.plan_review_new, name="plan-review-new"),
    path("plan-review/<int:pk>", reviews.plan_review, name="plan-review"),
    path("plan-review/<int:pk>/decide", reviews.plan_review_decide, name="plan-review-decide"),
    path("plan/<int:pk>", plan.plan, name="plan"),
    path("plan/<int:pk>/version", steps.version_new, name="plan-version-new"),
    path("plan-version/<int:pk>", editing.version_edit, name="plan-edit"),
    path("plan-version/<int:pk>/decide", steps.decide, name="plan-decide"),
    path("plan-version/<int:pk>/answer", steps.answer, name="plan-answer"),
    path("plan-version/<int:pk>/handover", steps.handover, name="plan-handover"),
    path("plan-version/<int:pk>/print", paper.version_print, name="plan-print"),
    path("plan-action/<int:pk>", steps.action, name="plan-action"),
    path("plan-actions", open_actions.open_actions, name="plan-actions"),
]
