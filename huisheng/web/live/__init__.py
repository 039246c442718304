"""News for open screens, as they happen.

Comes in: NOTIFY from any process of the house (`core.base.news.push`). Here: one listener per web process, and one
stream of server-sent events per open page. Left behind: nothing; a page that missed something is told to ask again.
"""
