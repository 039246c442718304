"""A small shop around today, for a first look: people, customers and about 150 pieces of feedback.

Comes in: the present moment. Here: hand-written scripts, plain data. Left behind: what the demo loader plays through
the same doors as real feedback.
"""
