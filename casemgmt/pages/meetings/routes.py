"""Addresses of meetings, minutes, memos, team visits, coverage and procedures."""

from __future__ import annotations

from django.urls import path

from casemgmt.pages.meetings import (
    appearances,
    coverage,
    meetings,
    memo_acts,
    memos,
    minutes,
    monitoring,
    revisions,
    teams,
)

urlpatterns = [
    path("meetings", meetings.meetings, name="meetings"),
    path("meetings/new", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/change", meetings.meeting_change, name="meeting-change"),
    path("meetings/<int:pk>/minutes", minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes/<slug:act>", minutes.minutes_act, name="minutes-act"),
    path("memos", memos.memos, name="memos"),
    path("memos/new", memos.memo_new, name="memo-new"),
    path("memos/<int:pk>", memos.memo, name="memo"),
    path("memos/<int:pk>/change", memos.memo_change, name="memo-change"),
    path("memos/<int:pk>/acknowledge", memo_acts.memo_acknowledge, name="memo-acknowledge"),
    path("memos/<int:pk>/act/<slug:act>", memo_acts.memo_act, name="memo-act"),
    path("unit-teams", teams.teams, name="teams"),
    path("unit-teams/new", teams.team_session_new, name="team-session-new"),
    path("unit-teams/<int:pk>", teams.team_session_change, name="team-session-change"),
    path("case/<int:pk>/unit-team", appearances.appearance_new, name="appearance-new"),
    path("team-appearances/<int:pk>", appearances.appearance, name="appearance"),
    path("coverage", coverage.coverage, name="coverage"),
    path("coverage/week", coverage.coverage_save, name="coverage-save"),
    path("coverage/hours/<int:pk>", coverage.work_hours, name="work-hours"),
    path("monitoring", monitoring.monitoring, name="monitoring"),
    path("monitoring/new", monitoring.monitoring_new, name="monitoring-new"),
    path("monitoring/<int:pk>", monitoring.monitoring_change, name="monitoring-change"),
    path("procedures", revisions.revisions, name="revisions"),
    path("procedures/new", revisions.revision_new, name="revision-new"),
    path("procedures/<int:pk>", revisions.revision, name="revision"),
    path("procedures/<int:pk>/read", revisions.revision_acknowledge, name="revision-acknowledge"),
    path("procedures/<int:pk>/withdraw", revisions.revision_withdraw, name="revision-withdraw"),
]
