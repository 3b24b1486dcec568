"""The invitation that goes with a notice, as iCalendar text (RFC 5545, RFC 5546)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vCalAddress, vText

from agency import clock

if TYPE_CHECKING:
    from agency.models import User
    from conferences.models import Conference

REQUEST, CANCEL = "REQUEST", "CANCEL"


def invitation(
    conference: Conference, *, method: str, description: str, organiser_address: str
) -> str:
    """One event in the facility's own time zone, which the text defines.

    Its UID never changes; SEQUENCE tells calendars which message is the newest. It says who meets
    whom and when, and nothing about any case.
    """
    zone = clock.zone(conference.facility)
    starts = conference.scheduled_for.astimezone(zone)
    event = Event()
    event.add("uid", f"conference-{conference.uid}@casemgmt")
    event.add("dtstamp", clock.now())
    event.add("dtstart", starts)
    event.add(
        "dtend", (conference.scheduled_for + timedelta(minutes=conference.minutes)).astimezone(zone)
    )
    event.add("sequence", conference.sequence)
    event.add("summary", "Caseload conference")
    event.add("description", description)
    event.add("location", conference.place or conference.facility.name)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _person(conference.supervisor, organiser_address))
    attendee = _person(conference.officer, conference.officer.email)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    if method == REQUEST:
        attendee.params["partstat"] = vText("NEEDS-ACTION")
        attendee.params["rsvp"] = vText("TRUE")
    event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//casemgmt//Caseload conferences//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _person(user: User, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["cn"] = vText(user.full_name)
    return person
