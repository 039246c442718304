"""Moves the ticket forward: arrival (`route.py`), and what follows each event (`reactions.py`, run by `runner.py`).

Comes in: a stored Inbound, or the id of an event. Here: the stages are called in order; after-effects run alone, with
retries, safe to run twice. Left behind: Reaction rows. Read `route.py` and `reactions.py` first.
"""
