"""Asks how it felt: CSAT, NPS, CES and the house's own questions (requirements A7).

Comes in: a closing, a callback, a day of the year. Here: invitations with limits against fatigue, answers by page or
phone, kept raw and on 0-100. Left behind: Invitation, Response and Answer rows; a low score is an event others follow.
"""
