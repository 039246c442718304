"""The new words of a reply, parted from what it quotes.

Comes in: the whole text of a letter. Here: one file for each way in which mail programs mark the old letter
(`attribution`: "… wrote:", `blocks`: From/Sent/Subject, `separators`: "--- 原始邮件 ---"), and `folding` that decides.
Left behind: the new text and the rest; nothing is lost between them.
"""

from huisheng.kit.mail.quotes.folding import Folded, fold

__all__ = ["Folded", "fold"]
