"""The address book of the house: which door answers where."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from huisheng.project import health

DOORS = {  # prefix: module with urlpatterns
    "desk/": "huisheng.web.workspace.urls",
    "settings/": "huisheng.web.workspace.settings_urls",
    "api/v1/": "huisheng.web.api.urls",
    "": "huisheng.web.portal.urls",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("", include("huisheng.web.frame.urls")),
    *(path(prefix, include(module)) for prefix, module in DOORS.items() if find_spec(module)),
]
handler400 = "huisheng.web.frame.errors.bad_request"
handler403 = "huisheng.web.frame.errors.forbidden"
handler404 = "huisheng.web.frame.errors.not_found"
handler500 = "huisheng.web.frame.errors.broken"
