"""Addresses of alerts of a risk."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.risk_alerts import views

urlpatterns = [
    path("risk-alerts", views.risk_alerts, name="risk-alerts"),
    path("risk-alerts/<int:pk>", views.risk_alert, name="risk-alert"),
    path("case/<int:pk>/risk-alert", views.risk_alert_new, name="risk-alert-new"),
]
