"""Each role at each address: a new page is tried without asking."""
