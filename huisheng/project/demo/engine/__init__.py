"""Three months of the shop, invented from a seed: when feedback comes in, who speaks, who answers and how soon.

Comes in: the present moment and the written cases. Here: rhythm, shifts, slots, and one week that is exactly the one of
requirements S0. Left behind: openings and acts for the archive.
"""
