"""Praise reaches the people it is about, and becomes an example (requirements A8).

Comes in: kind words out of tickets, callbacks and surveys. Here: whom they are about, a wall, cases told again without
names. Left behind: Praise and TeachingCase rows.
"""
