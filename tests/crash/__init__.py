"""Kill -9 of web, worker and database under load, and the question what is left: `python -m tests.crash --kills 200`."""
