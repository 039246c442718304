"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import grading, words

urlpatterns = [
    path("categories/", words.categories, name="categories"),
    path("categories/new/", words.new_category, name="new_category"),
    path("categories/<int:category_id>/", words.category, name="category"),
    path("categories/<int:category_id>/state/", words.category_state, name="category_state"),
    path("tags/", words.tags, name="tags"),
    path("tags/groups/new/", words.new_tag_group, name="new_tag_group"),
    path("tags/groups/<int:group_id>/", words.tag_group, name="tag_group"),
    path("tags/groups/<int:group_id>/new/", words.new_tag, name="new_tag"),
    path("tags/<int:tag_id>/", words.tag, name="tag"),
    path("tags/<int:tag_id>/state/", words.tag_state, name="tag_state"),
    path("schemes/", grading.schemes, name="schemes"),
    path("schemes/<int:scheme_id>/state/", grading.scheme_state, name="scheme_state"),
    path("grades/<int:grade_id>/", grading.grade, name="grade"),
]
