"""About 130 pieces of feedback, each written by hand: who spoke, what was answered, how it ended."""
