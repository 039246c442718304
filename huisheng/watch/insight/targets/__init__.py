"""Where the house wants its numbers to be, and whether it is getting there: the line, the months, the tracks."""
