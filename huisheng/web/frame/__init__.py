"""What the doors share: layout, words of time, login screens, errors, files, limits.

Requests come in, pages and refusals in the reader's language go out. No business rules, no ticket is known here.
"""
