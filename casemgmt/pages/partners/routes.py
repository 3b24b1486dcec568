"""Addresses of consents, the transition team and the partner's own pages."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.partners import consents, shared, team

urlpatterns = [
    path("case/<int:pk>/sharing", consents.sharing, name="sharing"),
    path("case/<int:pk>/consent", consents.consent_new, name="consent-new"),
    path("consent/<int:pk>/end", consents.consent_end, name="consent-end"),
    path("case/<int:pk>/team", team.member_new, name="team-member-new"),
    path("case/<int:pk>/team-lead", team.lead_new, name="team-lead-new"),
    path("team/<int:pk>/end", team.member_end, name="team-member-end"),
    path("shared", shared.partner_people, name="partner-people"),
    path("shared/<int:pk>", shared.partner_case, name="partner-case"),
]
