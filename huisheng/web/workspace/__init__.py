"""The staff's door: the desk with its queue and ticket page, entry by hand, search, notices.

Comes in: a colleague's click. Here: the gate and the rights are asked, verbs are called, screens are shown. No rules.
"""
