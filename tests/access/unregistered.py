"""An address whose view says nothing about who may open it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("unregistered", lambda request: HttpResponse("secret"), name="unregistered")]
