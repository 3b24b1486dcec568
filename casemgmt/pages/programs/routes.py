"""Addresses of programs."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.programs import lists, recording, shown

urlpatterns = [
    path("programs", lists.program_lists, name="program-lists"),
    path("case/<int:pk>/programs", shown.programs, name="programs"),
    path("case/<int:pk>/referral", recording.referral_new, name="referral-new"),
    path("case/<int:pk>/enrolment", recording.enrolment_new, name="enrolment-new"),
    path("case/<int:pk>/no-referral", recording.no_referral_new, name="no-referral-new"),
    path("referral/<int:pk>", recording.referral_step, name="referral-step"),
    path("enrolment/<int:pk>", recording.enrolment_change, name="enrolment-change"),
]
