"""Every address of the product."""

from __future__ import annotations

from django.urls import include, path

handler400 = "casemgmt.errors.bad_request"
handler403 = "casemgmt.errors.forbidden"
handler404 = "casemgmt.errors.not_found"
handler500 = "casemgmt.errors.server_error"

urlpatterns = [
    path("", include("casemgmt.pages.urls")),
]
