"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages import (
    account,
    administration,
    audit_log,
    case_facts,
    case_file,
    drafts,
    home,
    notes,
    places,
    postings,
    print_ledger,
    printing,
    reports,
    worklist,
)

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("help", account.help_page, name="help"),
    path("cannot-sign-in", account.cannot_sign_in, name="cannot-sign-in"),
    path("my-sign-in", account.my_sign_in, name="my-sign-in"),
    path("my-sign-in/end", account.end_session, name="session-end"),
    path("session", account.renew_session, name="session-renew"),
    path("printing", printing.prints, name="prints"),
    path("printing/new", printing.print_new, name="print-new"),
    path("printing/batches/<int:pk>", printing.batch, name="print-batch"),
    path(
        "printing/batches/<int:pk>/progress", printing.batch_progress, name="print-batch-progress"
    ),
    path("printing/batches/<int:pk>/cancel", printing.batch_cancel, name="print-batch-cancel"),
    path("printing/batches/<int:pk>/file", print_ledger.batch_file, name="print-batch-file"),
    path("printing/batches/<int:pk>/filed", print_ledger.batch_filed, name="print-batch-filed"),
    path("printing/ledger", print_ledger.ledger, name="print-ledger"),
    path("printing/reports/<int:pk>/file", print_ledger.report_file, name="print-file"),
    path("printing/reports/<int:pk>/filed", print_ledger.report_filed, name="print-filed"),
    path("worklist", worklist.worklist, name="worklist"),
    path("due/<int:pk>/why", case_file.due_why, name="due-why"),
    path("case/<int:pk>", case_file.case_file, name="case-file"),
    path("case/<int:pk>/reason", case_file.give_reason, name="access-reason"),
    path("case/<int:pk>/note", notes.note_new, name="note-new"),
    path("case/<int:pk>/summary", notes.summary_new, name="summary-new"),
    path("case/<int:pk>/report/<slug:kind>", reports.report_new, name="report-new"),
    path("case/<int:pk>/draft/<str:form>", drafts.save, name="draft-save"),
    path("case/<int:pk>/alert", case_facts.alert_new, name="alert-new"),
    path("case/<int:pk>/assessment", case_facts.assessment_new, name="assessment-new"),
    path("case/<int:pk>/plan-review", case_facts.plan_review_new, name="plan-review-new"),
    path("alert/<int:pk>/end", case_facts.alert_end, name="alert-end"),
    path("note/<int:pk>/add", notes.note_amend, name="note-amend"),
    path("report/<int:pk>", reports.report, name="report"),
    path("report/<int:pk>/add", reports.report_amend, name="report-amend"),
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/discard", drafts.discard, name="draft-discard"),
    path("staff", administration.people_list, name="people"),
    path("staff/new", administration.person_new, name="staff-new"),
    path("staff/<int:pk>", administration.person, name="person"),
    path("staff/<int:pk>/change", administration.person_change, name="person-change"),
    path("staff/<int:pk>/posting", postings.posting_new, name="posting-new"),
    path("staff/<int:pk>/act/<slug:act>", administration.person_act, name="person-act"),
    path("posting/<int:pk>", postings.posting_change, name="posting-change"),
    path("places", places.places_list, name="places"),
    path("places/new", places.facility_new, name="facility-new"),
    path("places/<int:pk>", places.facility_change, name="facility-change"),
    path("places/<int:pk>/unit", places.unit_new, name="unit-new"),
    path("unit/<int:pk>", places.unit_change, name="unit-change"),
    path("audit", audit_log.audit_log, name="audit"),
    path("audit/find", audit_log.find_offender, name="audit-find"),
    path("audit/export", audit_log.audit_export, name="audit-export"),
]
