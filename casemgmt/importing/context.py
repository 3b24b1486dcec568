"""What every part of one import knows: the agency, the moment, places and staff by their keys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agency import clock
from agency.models import Facility, Posting, Unit, User
from casemgmt.importing.staging import SEPARATOR

if TYPE_CHECKING:
    from agency.models import Agency, ImportRun
    from casemgmt.importing.staging import Row, Staging


@dataclass(slots=True)
class Tally:
    """How many rows of one file came to what."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def count(self, *, new: bool, changed: bool) -> None:
        """Count a row that is not refused."""
        if new:
            self.new += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1


class TimeRefused(ValueError):
    """A local time that cannot be told; the message is the reason."""


@dataclass
class Context:
    """One import under way."""

    agency: Agency
    run: ImportRun
    staging: Staging
    by: User | None
    now: datetime = field(default_factory=clock.now)
    facilities: dict[str, Facility] = field(default_factory=dict)
    facility_by_pk: dict[int, Facility] = field(default_factory=dict)
    units: dict[tuple[int, str], Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    postings: dict[int, list[Posting]] = field(default_factory=lambda: defaultdict(list))
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    #: file → key → line of a row that is refused, of the files whose rows others depend on.
    refused_keys: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    refused_files: set[str] = field(default_factory=set)
    #: Facilities of which something changed that cases depend on.
    changed_places: set[int] = field(default_factory=set)
    #: Staff whose postings changed: duties ask where the officer in charge is posted.
    changed_staff: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.zones: dict[str, ZoneInfo] = {}

    @property
    def label(self) -> str:
        """What histories say: "Import 12 (nightly.zip)"."""
        return self.run.label

    @property
    def source(self) -> str:
        """What rows that keep their source say: "Import 12"."""
        return str(self.run)

    def load_registry(self) -> None:
        """Read places and staff; call it again after changing them."""
        self.facility_by_pk = Facility.objects.in_bulk()
        self.facilities = {place.code: place for place in self.facility_by_pk.values()}
        self.units = {(unit.facility_id, unit.code): unit for unit in Unit.objects.all()}
        self.users = {user.username: user for user in User.objects.all()}
        self.postings = defaultdict(list)
        for posting in Posting.objects.order_by("from_on", "pk"):
            self.postings[posting.user_id].append(posting)

    # --- refusing --------------------------------------------------------------------------------

    def refuse(self, row: Row, column: str, reason: str) -> None:
        """Refuse a row for the value of one of its columns."""
        row.refused = True
        self.staging.refuse(row.file, row.line, column, row.written.get(column, ""), reason)

    def why_missing(self, file: str, what: str, *key: str) -> str:
        """Why something that a row names is not there: refused here, or nowhere at all."""
        line = self.refused_keys[file].get(SEPARATOR.join(key))
        if line is not None:
            return f"It depends on line {line} of {file}, which is refused."
        if file in self.refused_files:
            return f"It depends on {file}, which is refused as a file."
        return f"There is no {what}, neither stored nor in these files."

    def facility_of(self, row: Row, column: str, code: str | None) -> Facility | None:
        """The facility that a row names; refuses the row when there is none of that code."""
        if code is None:
            return None
        place = self.facilities.get(code)
        if place is None:
            self.refuse(row, column, self.why_missing("facilities", f"facility “{code}”", code))
        return place

    def unit_of(self, row: Row, place: Facility | None, code: str | None) -> Unit | None:
        """The unit that a row names; refuses the row when its facility has no such unit."""
        if code is None:
            return None
        if place is None:
            self.refuse(row, "unit", "A unit needs a facility.")
            return None
        unit = self.units.get((place.pk, code))
        if unit is None:
            reason = self.why_missing("units", f"unit “{code}” at “{place.code}”", place.code, code)
            elsewhere = any(known == code for _, known in self.units)
            if elsewhere and not reason.startswith("It depends"):
                reason = f"“{code}” is a unit of another facility, not of “{place.code}”."
            self.refuse(row, "unit", reason)
        return unit

    def user_of(self, row: Row, column: str, username: str | None) -> User | None:
        """The member of staff that a row names; refuses the row when there is none."""
        if username is None:
            return None
        user = self.users.get(username)
        if user is None:
            self.refuse(row, column, self.why_no_user(username))
        return user

    def why_no_user(self, username: str) -> str:
        """Why nobody has that user name."""
        lines = self.refused_staff_lines(username)
        if lines:
            return f"It depends on {lines} of staff, refused."
        if "staff" in self.refused_files:
            return "It depends on staff, which is refused as a file."
        return f"There is no member of staff “{username}”, neither stored nor in these files."

    def refused_staff_lines(self, username: str) -> str:
        """The refused postings of a user name in words: "line 4", "lines 4, 9", or nothing."""
        prefix = username + SEPARATOR
        lines = sorted(
            line for key, line in self.refused_keys["staff"].items() if key.startswith(prefix)
        )
        if not lines:
            return ""
        return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"

    # --- time ------------------------------------------------------------------------------------

    def zone(self, place: Any = None) -> ZoneInfo:
        """The time zone kept at a facility, else the agency's."""
        name = (place or self.agency).time_zone
        if name not in self.zones:
            self.zones[name] = ZoneInfo(name)
        return self.zones[name]

    def today(self, place: Facility | None = None) -> date:
        """The day at a facility, else at the agency."""
        return self.now.astimezone(self.zone(place)).date()

    def moment(self, written: datetime, place: Facility | None) -> datetime:
        """A moment in UTC; a local time is that of `place`. Raises TimeRefused.

        One that occurs twice is the first of the two.
        """
        try:
            if written.tzinfo is not None:
                return written.astimezone(UTC)
            zone = self.zone(place)
            moment = written.replace(tzinfo=zone).astimezone(UTC)
            back = moment.astimezone(zone).replace(tzinfo=None)
        except OverflowError:
            raise TimeRefused("There is no such moment.") from None
        if back != written:
            where = place.name if place else self.agency.name
            raise TimeRefused(f"The clock change that day skips this time at {where}.")
        return moment

    def local_date(self, moment: datetime, place: Facility | None) -> date:
        """The date on the wall at a facility, else at the agency."""
        return moment.astimezone(self.zone(place)).date()
