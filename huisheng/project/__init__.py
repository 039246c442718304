"""The house as a whole: settings, addresses, entry points. It may know every room; no room knows it."""
