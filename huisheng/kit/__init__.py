"""Pure helpers for every room: time arithmetic, the condition language, text, masks, keys, files, paging.

Nothing comes in but values and nothing is left behind: no models, no settings, no clock of its own.
"""
