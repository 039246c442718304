"""The frame keeps one table of its own: tries that are limited."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "huisheng.web.frame"
    label = "frame"
