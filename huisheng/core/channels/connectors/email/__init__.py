"""Mailboxes: letters are fetched and stored raw here, and written and sent from here."""
