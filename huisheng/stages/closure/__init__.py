"""Asks the customer, ends it with a cause, or opens it again.

Comes in: an offered solution and the customer's answer. Here: a yes archives, a no or dissatisfaction sends it back.
Left behind: Confirmation and Closure rows, each closing of a kind of its own, counted apart.
"""
