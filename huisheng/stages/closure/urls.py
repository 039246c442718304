"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("filing/", views.filing, name="filing"),
    path("filing/causes/new/", views.new_cause, name="new_cause"),
    path("filing/causes/<int:cause_id>/", views.cause, name="cause"),
]
