"""The letterbox: stores everything that comes in or goes out raw, before anybody thinks about it.

Comes in: a form, a call, an API call. Here: the raw item is sealed and kept; letters wait, are sent, retried.
Left behind: Inbound and Outbound rows. This room does not know what becomes of them.
"""
