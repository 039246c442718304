"""Finds tickets by number, name, phone or words, within what the person may see. Writes nothing."""
