"""Moves that touch several stages at once: one file each, each in one transaction.

Comes in: a ticket and what somebody decided about it. Here: grade anew, merge, reopen, come online, leave, cover, in plain calls one
after the other. Left behind: every stage is right before we answer; half a move is never seen.
"""
