"""Moves that touch several stages at once, one file each, each in one transaction."""
