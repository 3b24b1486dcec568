"""Addresses of printing."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.prints import batch, checking, choosing, ledger, rules

urlpatterns = [
    path("printing", choosing.prints, name="prints"),
    path("printing/new", choosing.print_new, name="print-new"),
    path("printing/preview", choosing.print_preview, name="print-preview"),
    path("printing/batches/<int:pk>", batch.batch, name="print-batch"),
    path("printing/batches/<int:pk>/progress", batch.batch_progress, name="print-batch-progress"),
    path("printing/batches/<int:pk>/cancel", batch.batch_cancel, name="print-batch-cancel"),
    path("printing/batches/<int:pk>/file", batch.batch_file, name="print-batch-file"),
    path("printing/batches/<int:pk>/filed", batch.batch_filed, name="print-batch-filed"),
    path("printing/ledger", ledger.ledger, name="print-ledger"),
    path("printing/check", checking.check, name="print-check"),
    path("printing/reports/<int:pk>", ledger.report, name="print-report"),
    path("printing/reports/<int:pk>/file", ledger.report_file, name="print-file"),
    path("printing/reports/<int:pk>/filed", ledger.report_filed, name="print-filed"),
    path("settings/printing", rules.rules, name="print-rules"),
]
