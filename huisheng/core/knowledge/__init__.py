"""Knows how we speak: reply templates (话术) with variables.

Comes in: an admin's wording. Here: templates by folder and language. Left behind: ReplyTemplate rows for the composer.
"""
