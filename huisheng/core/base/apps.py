"""The cellar: whatever is built on it speaks in the house's own words."""

from django.apps import AppConfig

from huisheng.core.base.field_words import use_our_words


class BaseConfig(AppConfig):
    name = "huisheng.core.base"

    def ready(self) -> None:
        use_our_words()
