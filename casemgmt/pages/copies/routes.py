"""Addresses of likely copies."""

from django.urls import path

from casemgmt.pages.copies import pages

urlpatterns = [
    path("copies", pages.copies, name="copies"),
    path("copies/<int:pk>", pages.copy, name="copy"),
]
