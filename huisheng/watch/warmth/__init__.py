"""How warm our words are (requirements A9): a score with its reasons for every reply.

Comes in: replies that left. Here: each is weighed by rules that everybody can read. Left behind: one Weighed row each;
a person sees the own ones first, a team its sums.
"""
