"""Counts what happened on the line, and lets every number be opened.

Comes in: a person, a period, the name of a number. Here: facts of each ticket the person may see, in one SQL statement;
every number is a condition over these facts, and so is the list behind it. Left behind: nothing, it only reads.
"""
