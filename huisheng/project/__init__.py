"""The house as a whole: settings, addresses, entry points, the shelves it begins with and the small demo.

It may know every room; no room knows it. Comes in: environment variables and the command line. Left behind: one process
tree that serves the doors and runs the queue, and stops without losing work.
"""
