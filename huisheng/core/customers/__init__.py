"""Knows who speaks: customers, the phones, addresses and channel identities they speak from, their consents.

Comes in: a name, a phone, an email, a channel identity. Here: the customer is recognised, never merged silently.
Left behind: Customer and sealed Identity rows; conflicts for an agent to look at.
"""
