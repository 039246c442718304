"""The address of a screen on the wall that has a link of its own. No login leads here or away."""

from django.urls import path

from huisheng.web.workspace.views import wall

app_name = "wall"
urlpatterns = [path("<str:wall_secret>/", wall.linked, name="show")]
