"""What a fresh house finds on its shelves: categories, tags, grades, rules, promises, calendars and words.

Comes in: nothing. Here: plain data, our own writing, every row to be edited by the house afterwards.
Left behind: what the preset loader turns into rows. No Django in the data modules.
"""
