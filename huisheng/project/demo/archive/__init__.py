"""Years of work at once: the rows that the verbs would write, made in memory and copied in together.

Comes in: openings and acts with their instants (`../story.py`). Here: the same pure judging and clock arithmetic as in
the stages, without a statement for each ticket. Left behind: rows of all rooms, field by field those of the verbs; a
test plays stories both ways and compares.
"""
