"""Tells staff and customers what happened.

Comes in: an event. Here: its template, filled in the reader's language. Left behind: Notice rows for staff screens,
letters in the outbox, and one Delivery row per event and reader, so that nobody is told twice.
"""
