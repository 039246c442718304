"""The settings: each room's own screens below one roof. A room joins by having a `urls.py`."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from huisheng.web.workspace.views import guide, letters, settings

app_name = "settings"
ROOMS = (
    "huisheng.core.accounts",
    "huisheng.core.catalogue",
    "huisheng.core.knowledge",
    "huisheng.core.channels",
    "huisheng.stages.triage",
    "huisheng.stages.routing",
    "huisheng.stages.sla",
    "huisheng.stages.followup",
    "huisheng.watch.warmth",
    "huisheng.stages.survey",
    "huisheng.stages.handling",
    "huisheng.stages.closure",
    "huisheng.watch.insight",
    "huisheng.watch.notify",
    "huisheng.watch.automation",
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", settings.index, name="index"),
    path("start/", guide.start, name="start"),
    path("start/test/", guide.send_test, name="start_test"),
    path("start/hidden/", guide.hide, name="start_hide"),
    path("house/", settings.house_settings, name="house"),
    path("audit/", settings.audit, name="audit"),
    path("mail/release/", settings.release_mail, name="mail_release"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:inbound_id>/raw/", letters.letter_raw, name="letter_raw"),
    path("letters/<int:inbound_id>/ticket/", letters.letter_ticket, name="letter_ticket"),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]
