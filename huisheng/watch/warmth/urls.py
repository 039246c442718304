"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from huisheng.watch.warmth import views

urlpatterns = [
    path("warmth/", views.marks, name="warmth"),
    path("warmth/new/", views.new_mark, name="new_warmth_mark"),
    path("warmth/trial/", views.trial, name="warmth_trial"),
    path("warmth/<int:mark_id>/", views.mark, name="warmth_mark"),
]
