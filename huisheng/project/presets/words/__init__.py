"""What customers say, gathered once: the word lists and patterns that the shipped rules are built from.

Patterns meet folded text: lower case, half-width punctuation. Word lists are not counted where the customer denies
them （"没有破损"）； `unless` takes a word back where it only looks like one （"漏电保护"）.
"""
