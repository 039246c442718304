"""Django's PostgreSQL, with statements that the server prepares once and connections that are looked at, not asked."""
