"""The responsibility ledger: of every ticket, whose time it was (rules: kit/charges.py)."""
