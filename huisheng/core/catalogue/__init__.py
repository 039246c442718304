"""The house's vocabulary: what kinds of feedback, which tags, which grades there are.

Comes in: an admin's words. Here: the category tree, tag groups, grading schemes; renamed and retired, never erased.
Left behind: Category, Tag and Grade rows that tickets point to.
"""
