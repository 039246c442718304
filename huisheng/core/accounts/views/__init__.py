"""Settings screens for people, teams, roles, tokens and calendars."""
