"""Addresses of errors in signed records."""

from django.urls import path

from casemgmt.pages.errors_in_records import deciding, reporting

urlpatterns = [
    path("note/<int:pk>/error", reporting.error_in_note, name="error-note"),
    path("report/<int:pk>/error", reporting.error_in_report, name="error-report"),
    path("errors", deciding.errors, name="errors"),
    path("errors/<int:pk>", deciding.error, name="error"),
    path("errors/<int:pk>/decide", deciding.error_decide, name="error-decide"),
]
