"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import category_rules as category
from .views import grade_rules as grade

urlpatterns = [
    path("grade-rules/", grade.grade_rules, name="grade_rules"),
    path("grade-rules/new/<int:scheme_id>/", grade.new_grade_rule, name="new_grade_rule"),
    path("grade-rules/<int:rule_id>/", grade.grade_rule, name="grade_rule"),
    path("grade-rules/<int:rule_id>/place/", grade.grade_rule_place, name="grade_rule_place"),
    path("grade-rules/<int:rule_id>/state/", grade.grade_rule_state, name="grade_rule_state"),
    path("grade-rules/<int:rule_id>/removal/", grade.grade_rule_removal, name="grade_rule_removal"),
    path("category-rules/", category.category_rules, name="category_rules"),
    path("category-rules/new/", category.new_category_rule, name="new_category_rule"),
    path("category-rules/<int:rule_id>/", category.category_rule, name="category_rule"),
    path("category-rules/<int:rule_id>/place/", category.category_rule_place, name="category_rule_place"),
    path("category-rules/<int:rule_id>/state/", category.category_rule_state, name="category_rule_state"),
    path("category-rules/<int:rule_id>/removal/", category.category_rule_removal, name="category_rule_removal"),
    path("rules/preview/", grade.rule_preview, name="rule_preview"),
    path("rules/trial/", grade.rule_trial, name="rule_trial"),
]
