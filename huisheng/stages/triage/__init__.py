"""Says what it is and how grave, and why.

Comes in: a ticket and its first words. Here: ordered rules set category, tags and grade; a person may change them with
a reason. Left behind: the ticket's category and grade, and a Grading row with the rule and the very words that decided.
"""
