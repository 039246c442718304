"""The people of the house: staff, teams, roles and rights, presence, working calendars, machine tokens.

Comes in: logins, tokens, presence. Here: who someone is, what the role allows, when the house is open.
Left behind: Staff, Team, Role, Calendar and ApiToken rows that all later rooms point to.
"""
