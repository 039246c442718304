from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "huisheng.web.frame"
    label = "frame"
