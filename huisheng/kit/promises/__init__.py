"""Times that somebody promises in a text: "2个工作日内答复", "明天下午3点前", "by Friday 5 pm". Pure.

Only what is said is found: no time without a number or a day, nothing that the customer is to do, no question, no "cannot".
"""

from .ahead import LEAST_LEFT, is_over, next_deadline
from .due import due_of_spoken
from .find import find_promises
from .shapes import Day, Spoken

__all__ = ["LEAST_LEFT", "Day", "Spoken", "due_of_spoken", "find_promises", "is_over", "next_deadline"]
