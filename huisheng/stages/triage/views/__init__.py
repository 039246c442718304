"""Settings screens for the rules, the trial of a sentence, and the grading handbook."""
