"""Addresses of the pages."""

from __future__ import annotations

from django.urls import include, path

from casemgmt.pages import (
    account,
    attached,
    audit_log,
    drafts,
    home,
    imports,
    jobs,
    notes,
    search,
)
from casemgmt.pages.access_requests.routes import urlpatterns as access_requests
from casemgmt.pages.administration.routes import urlpatterns as administration
from casemgmt.pages.allocation.routes import urlpatterns as allocation
from casemgmt.pages.applications.routes import urlpatterns as applications
from casemgmt.pages.assessments.routes import urlpatterns as assessments
from casemgmt.pages.behaviour.routes import urlpatterns as behaviour
from casemgmt.pages.case_file.routes import urlpatterns as case_file
from casemgmt.pages.caseload_lists.routes import urlpatterns as caseload_lists
from casemgmt.pages.catalogue.routes import urlpatterns as catalogue
from casemgmt.pages.classification.routes import urlpatterns as classification
from casemgmt.pages.closing.routes import urlpatterns as closing
from casemgmt.pages.compliance.routes import urlpatterns as compliance
from casemgmt.pages.conferences.routes import urlpatterns as conferences
from casemgmt.pages.copies.routes import urlpatterns as copies
from casemgmt.pages.correspondence.routes import urlpatterns as correspondence
from casemgmt.pages.covers.routes import urlpatterns as covers
from casemgmt.pages.custody.routes import urlpatterns as custody
from casemgmt.pages.days.routes import urlpatterns as days
from casemgmt.pages.errors_in_records.routes import urlpatterns as errors_in_records
from casemgmt.pages.exemptions.routes import urlpatterns as exemptions
from casemgmt.pages.findings.routes import urlpatterns as findings
from casemgmt.pages.groups.routes import urlpatterns as groups
from casemgmt.pages.inquiries.routes import urlpatterns as inquiries
from casemgmt.pages.note_search.routes import urlpatterns as note_search
from casemgmt.pages.officers.routes import urlpatterns as officers
from casemgmt.pages.partners.routes import urlpatterns as partners
from casemgmt.pages.plans.routes import urlpatterns as plans
from casemgmt.pages.policy.routes import urlpatterns as policy
from casemgmt.pages.pregnancy.routes import urlpatterns as pregnancy
from casemgmt.pages.prints.routes import urlpatterns as prints
from casemgmt.pages.programs.routes import urlpatterns as programs
from casemgmt.pages.records_of_contact.routes import urlpatterns as records_of_contact
from casemgmt.pages.reports.routes import urlpatterns as reports
from casemgmt.pages.risk_alerts.routes import urlpatterns as risk_alerts
from casemgmt.pages.settings.routes import urlpatterns as settings
from casemgmt.pages.supervision.routes import urlpatterns as supervision
from casemgmt.pages.worklist.routes import urlpatterns as worklist

app_name = "pages"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("help", account.help_page, name="help"),
    path("cannot-sign-in", account.cannot_sign_in, name="cannot-sign-in"),
    path("my-sign-in", account.my_sign_in, name="my-sign-in"),
    path("my-sign-in/end", account.end_session, name="session-end"),
    path("session", account.renew_session, name="session-renew"),
    *prints,
    *worklist,
    *case_file,
    path("case/<int:pk>/note", notes.note_new, name="note-new"),
    *records_of_contact,
    *pregnancy,
    *caseload_lists,
    path("case/<int:pk>/summary", notes.summary_new, name="summary-new"),
    *reports,
    path("case/<int:pk>/draft/<str:form>", drafts.save, name="draft-save"),
    *assessments,
    *programs,
    *supervision,
    *behaviour,
    *applications,
    *classification,
    *access_requests,
    *partners,
    *catalogue,
    *plans,
    path("note/<int:pk>/add", notes.note_amend, name="note-amend"),
    path("attachment/<int:pk>", attached.attachment, name="attachment"),
    *errors_in_records,
    *correspondence,
    *groups,
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/<int:pk>/discard", drafts.discard, name="draft-discard"),
    path("people/search", search.search, name="search"),
    *note_search,
    path("jobs", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>", jobs.job, name="job"),
    path("jobs/<int:pk>/progress", jobs.job_progress, name="job-progress"),
    path("jobs/<int:pk>/cancel", jobs.job_cancel, name="job-cancel"),
    *administration,
    path("imports", imports.imports, name="imports"),
    path("imports/new", imports.import_new, name="import-new"),
    path("imports/<int:pk>", imports.import_run, name="import-run"),
    path("imports/<int:pk>/progress", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/start", imports.import_start, name="import-start"),
    path("imports/<int:pk>/cancel", imports.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/refused", imports.import_refused, name="import-refused"),
    path("audit", audit_log.audit_log, name="audit"),
    path("audit/find", audit_log.find_offender, name="audit-find"),
    path("audit/export", audit_log.audit_export, name="audit-export"),
    *custody,
    *officers,
    *conferences,
    path("", include("casemgmt.pages.meetings.routes")),
    *days,
    *copies,
    *covers,
    *inquiries,
    *risk_alerts,
    *settings,
    *exemptions,
    *findings,
    *compliance,
    *policy,
    *allocation,
    *closing,
]
