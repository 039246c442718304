"""Addresses of this room's lists on the desk (below /desk/, namespace `desk`)."""

from django.urls import path

from .views import lists

urlpatterns = [
    path("callback-lists/", lists.lists, name="call_lists"),
    path("callback-lists/<int:list_id>/", lists.call_list, name="call_list"),
    path("callback-lists/<int:list_id>/columns/", lists.list_columns, name="call_list_columns"),
    path("callback-lists/<int:list_id>/begin/", lists.list_begin, name="call_list_begin"),
    path("callback-lists/<int:list_id>/drop/", lists.list_drop, name="call_list_drop"),
    path("callback-lists/<int:list_id>/refused/", lists.list_refused, name="call_list_refused"),
]
