"""Addresses of inquiries."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.inquiries import views

urlpatterns = [
    path("inquiries", views.inquiries, name="inquiries"),
    path("inquiries/<int:pk>", views.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/answer", views.inquiry_answer, name="inquiry-answer"),
    path("case/<int:pk>/inquiry", views.inquiry_new, name="inquiry-new"),
]
