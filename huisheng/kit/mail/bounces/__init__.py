"""Letters of ours that came back, and why.

Comes in: the tree of a mail. Here: `recognise` (is it one), `facts` (codes, recipient, our Message-ID), `reasons`
(what the codes and the words mean, in the languages of mail servers).
Left behind: a `Bounce`, or None.
"""

from huisheng.kit.mail.bounces.reading import read_bounce

__all__ = ["read_bounce"]
