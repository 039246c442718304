"""What customers and colleagues said in three months, written by hand: one `case(...)` per piece of feedback.

Every module here holds one tuple `CASES`; the demo finds them by itself. How a case is read stands in `../cases.py`.
"""
