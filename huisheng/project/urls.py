"""The address book of the house: which door answers where."""

from django.urls import include, path

from huisheng.project import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("huisheng.web.workspace.urls")),
    path("wall/", include("huisheng.web.workspace.wall_urls")),
    path("settings/", include("huisheng.web.workspace.settings_urls")),
    path("api/v1/", include("huisheng.web.api.urls")),
    path("", include("huisheng.web.frame.urls")),
    path("", include("huisheng.web.portal.urls")),
]
handler400 = "huisheng.web.frame.errors.bad_request"
handler403 = "huisheng.web.frame.errors.forbidden"
handler404 = "huisheng.web.frame.errors.not_found"
handler500 = "huisheng.web.frame.errors.broken"
