"""Customers who were lost after a complaint are asked to come back (requirements A12).

Comes in: a customer who left, or whose complaint ended badly. Here: a plan with a benefit, a task, what came of it. Left
behind: Lost rows, and the rate of return.
"""
