"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from huisheng.watch.insight import views

urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/new/", views.new_target, name="new_target"),
    path("targets/<int:target_id>/", views.target, name="target"),
]
