"""The customers' door: give feedback, look it up, write on, say yes or no.

Comes in: a form post from anybody. Here: limits, a spam shield, plain pages for a phone. Left behind: an Inbound on the line.
"""
