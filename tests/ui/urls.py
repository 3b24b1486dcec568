"""The addresses that the frame names, so that the style guide needs no product pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path


def nothing(request):
    return HttpResponse("")


pages = (
    [
        path("", nothing, name="home"),
        path("search/", nothing, name="search"),
        path("session/", nothing, name="session-renew"),
        path("help/", nothing, name="help"),
        path("jobs/", nothing, name="jobs"),
        path("my-sign-in/", nothing, name="my-sign-in"),
    ],
    "pages",
)

urlpatterns = [
    path("sign-in/", nothing, name="account_login"),
    path("sign-out/", nothing, name="account_logout"),
    path("", include(pages)),
]
