"""The suggestion library (客户建议库, requirements A8): what customers would like, once each, and what became of it.

Comes in: words out of tickets, callbacks, surveys and the public page. Here: similar ones are merged, votes carried over,
a status, an answer. Left behind: Suggestion and Proposal rows, an answer to every proposer, a pack a month for product.
"""
