"""How the house speaks on its first day: reply templates by the kind of complaint, notices by event and reader.

Here: warm, exact sentences that pass our own wording rules: a time instead of a vague word, a person
instead of a department.
"""
