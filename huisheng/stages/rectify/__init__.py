"""Looks every day at the promises that were missed, and has them put right (requirements S4).

Comes in: clocks that were broken yesterday and today. Here: for each a cause, what is done about it, two hours to put it
right, a signature; and one for the day. Left behind: Miss and SignedDay rows, and the ledger's lines.
"""
