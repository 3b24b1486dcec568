"""Every address of the product."""

from __future__ import annotations

from django.urls import include, path

from casemgmt.pages import account

handler400 = "casemgmt.errors.bad_request"
handler403 = "casemgmt.errors.forbidden"
handler404 = "casemgmt.errors.not_found"
handler500 = "casemgmt.errors.server_error"

# Of allauth's own addresses these three and no others; its name for each is fixed.
urlpatterns = [
    path("sign-in", account.sign_in, name="account_login"),
    path("sign-out", account.sign_out, name="account_logout"),
    path("change-password", account.change_password, name="account_change_password"),
    path("", include("casemgmt.pages.urls")),
]
