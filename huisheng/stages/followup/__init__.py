"""Rings customers up and asks whether it was really solved: 回访 (requirements A6).

Comes in: a closing, a silence, a list, a segment of customers. Here: scenarios with scripts, callbacks planned into hours
that suit the customer, a runner screen, tries, the record. Left behind: Callback, CallTry and CallRecord rows, their
clocks, and what became of each: a yes, a ticket, a suggestion, praise.
"""
