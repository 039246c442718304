"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import category_rules as category
from .views import grade_rules as grade
from .views import matrix

urlpatterns = [
    path("grade-rules/", grade.grade_rules, name="grade_rules"),
    path("grade-rules/new/<int:scheme_id>/", grade.new_grade_rule, name="new_grade_rule"),
    path("grade-rules/<int:rule_id>/", grade.grade_rule, name="grade_rule"),
    path("grade-rules/<int:rule_id>/place/", grade.grade_rule_place, name="grade_rule_place"),
    path("grade-rules/<int:rule_id>/state/", grade.grade_rule_state, name="grade_rule_state"),
    path("grade-rules/<int:rule_id>/removal/", grade.grade_rule_removal, name="grade_rule_removal"),
    path("grade-rules/dry-run/<int:scheme_id>/", grade.grade_rule_dry_run, name="grade_rule_dry_run"),
    path("schemes/<int:scheme_id>/matrix/", matrix.matrix, name="matrix"),
    path("schemes/<int:scheme_id>/matrix/dry-run/", matrix.matrix_dry_run, name="matrix_dry_run"),
    path("schemes/levels/<int:level_id>/", matrix.matrix_level, name="matrix_level"),
    path("level-rules/new/<int:scheme_id>/", matrix.new_level_rule, name="new_level_rule"),
    path("level-rules/<int:rule_id>/", matrix.level_rule, name="level_rule"),
    path("level-rules/<int:rule_id>/place/", matrix.level_rule_place, name="level_rule_place"),
    path("level-rules/<int:rule_id>/state/", matrix.level_rule_state, name="level_rule_state"),
    path("level-rules/<int:rule_id>/removal/", matrix.level_rule_removal, name="level_rule_removal"),
    path("category-rules/", category.category_rules, name="category_rules"),
    path("category-rules/new/", category.new_category_rule, name="new_category_rule"),
    path("category-rules/<int:rule_id>/", category.category_rule, name="category_rule"),
    path("category-rules/<int:rule_id>/place/", category.category_rule_place, name="category_rule_place"),
    path("category-rules/<int:rule_id>/state/", category.category_rule_state, name="category_rule_state"),
    path("category-rules/<int:rule_id>/removal/", category.category_rule_removal, name="category_rule_removal"),
    path("rules/preview/", grade.rule_preview, name="rule_preview"),
    path("rules/trial/", grade.rule_trial, name="rule_trial"),
]
