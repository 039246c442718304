"""Whole-house tests: stories, browsers, architecture, crashes. A room's own tests live beside the room."""
