"""Group robots: what is said to each kind, and the wire it goes through. Nothing here writes."""
