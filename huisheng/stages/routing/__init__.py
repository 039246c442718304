"""Finds whose desk it lies on, and keeps who took it first.

Comes in: a graded ticket. Here: category and rules choose the team, urgency seniority load and presence the person;
nobody there means the team's pool. Left behind: team, assignee, first owner, and an Assignment row that says why.
"""
