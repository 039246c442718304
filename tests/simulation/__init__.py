"""A month of the house under virtual time: every alarm must ring once, at the instant a second opinion says.

Comes in: a seed and a number of tickets. Here: a script of what people do (`script.py`), the real verbs that do it
(`play.py`), and an oracle that knows nothing of `kit/worktime` (`ruler.py`, `oracle.py`). Left behind: a verdict.
"""
