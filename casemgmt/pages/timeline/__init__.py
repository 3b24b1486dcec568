"""The timeline of a case: what happened, newest first, narrowed and searched."""

from casemgmt.pages.timeline.entries import SOURCES, Timeline

__all__ = ["SOURCES", "Timeline"]
