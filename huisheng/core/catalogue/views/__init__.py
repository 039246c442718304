"""Settings screens for categories, tags and grading schemes."""
