"""Answers the customer and offers a solution.

Comes in: a ticket on somebody's desk. Here: replies, questions, notes, and a solution with its three elements.
Left behind: messages, met clocks, a Solution that waits for the customer's yes.
"""
