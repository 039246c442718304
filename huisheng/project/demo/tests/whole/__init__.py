"""The demo as a whole: loaded once for everything here."""
