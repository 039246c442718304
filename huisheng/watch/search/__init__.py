"""Finds tickets by number, name, phone, order or words.

Comes in: what a person typed. Here: the question is understood and asked of indexes, always within what the person may
see. Left behind: nothing; the room reads only.
"""
