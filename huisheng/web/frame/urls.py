"""Addresses every door shares: language, theme, the page of components."""

from django.urls import path

from . import views

app_name = "frame"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("design/", views.design, name="design"),
]
