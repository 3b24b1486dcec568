"""Addresses of correspondence."""

from django.urls import path

from casemgmt.pages.correspondence import views

urlpatterns = [
    path("correspondence", views.letters, name="letters"),
    path("case/<int:pk>/correspondence", views.letter_new, name="letter-new"),
    path("correspondence/<int:pk>", views.letter, name="letter"),
    path("correspondence/<int:pk>/act", views.letter_act, name="letter-act"),
]
