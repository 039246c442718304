"""Promises a time and keeps it.

Comes in: a graded ticket. Here: policies that match promise times per kind (the earliest wins); clocks run in the
policy's calendar, pause, are met, warn and break. Left behind: Clock, Pause and Alarm rows, and next_due_at on the ticket.
"""
