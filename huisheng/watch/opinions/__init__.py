"""What colleagues say about this system itself (requirements S3: operating problems are collected every day).

Comes in: a few words, the page they are about, maybe a picture of it. Here: admins read and answer them. Left behind:
Opinion rows, a bell with the answer, and once a day a line to the admins.
"""
