"""What a case teaches the house: an action against its cause, and a later look whether it worked (CAPA, requirements A8).

Comes in: closed cases with a root cause. Here: an owner, a deadline, what was done, a check by somebody else. Left behind:
Improvement rows tied to their tickets.
"""
