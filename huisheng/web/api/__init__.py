"""The door for machines: /api/v1, JSON in and out, errors as RFC 9457 problem documents.

Comes in: HTTP with a bearer token. Here: parsed, scoped, handed to the line. Left behind: whatever the rooms did.
"""
