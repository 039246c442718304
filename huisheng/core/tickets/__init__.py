"""The folder that travels, and its ledger.

Comes in: a customer and the first words. Here: the ticket, its messages and files, who may see it, every event.
Left behind: the ticket in one of six statuses, and an append-only Event row for everything that ever happened to it.
"""
