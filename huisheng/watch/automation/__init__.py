"""Looks at tickets by the owner's own conditions, and acts by the owner's own rules.

Comes in: a view somebody keeps, or a rule with the event or time that wakes it. Here: conditions become one query within
what the person may see; a rule's actions are the verbs of the rooms below. Left behind: SavedView, Rule and Run rows.
"""
