"""The timeline of a case: what happened, newest first, narrowed and searched."""

from casemgmt.pages.timeline.entries import SOURCES
from casemgmt.pages.timeline.filters import Filters
from casemgmt.pages.timeline.listing import Timeline
from casemgmt.pages.timeline.panel import Panel, kind_chips, names_in

__all__ = ["SOURCES", "Filters", "Panel", "Timeline", "kind_chips", "names_in"]
