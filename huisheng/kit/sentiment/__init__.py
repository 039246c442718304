"""How a text feels, said by its words: a small scorer for Chinese and English service talk, no model, no data files.

A text comes in; a score from −1 to 1 and the words that decided leave. It is a fact for rules (stages/triage), never a
verdict on a person. What it can and cannot do is measured in docs/understanding.md.
"""

from huisheng.kit.sentiment.score import Feeling, Word, feeling

__all__ = ["Feeling", "Word", "feeling"]
