"""Turns an inbound item into a message on a new or a known ticket.

Comes in: a stored Inbound. Here: the customer is recognised, spam is judged, thanks are told from questions.
Left behind: a Message, on a new ticket or on the one it belongs to, and the Inbound marked accepted.
"""
