"""Addresses of the closing of charges."""

from django.urls import path

from casemgmt.pages.closing import handed, held

urlpatterns = [
    path("assignment/<int:pk>/closing", held.closing, name="closing"),
    path("summary/<int:pk>", handed.handed_summary, name="summary"),
]
