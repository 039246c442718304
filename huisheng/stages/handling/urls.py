"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [path("compensation-limits/", views.amends_limits, name="amends_limits")]
