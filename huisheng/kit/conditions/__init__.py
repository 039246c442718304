"""The one condition language of the house: rules, filters, routing and policies all speak it.

A condition comes in as JSON, `{"all": […]}`, `{"any": […]}`, `{"not": {…}}` or a leaf `{"field", "op", "value"}`,
with facts to hold it against; a Hit with the very words that decided, a query, or a sentence leaves.
"""

from huisheng.kit.conditions.describe import describe
from huisheng.kit.conditions.evaluate import evaluate
from huisheng.kit.conditions.shapes import Condition, ConditionError, Evidence, FieldSpec, Hit
from huisheng.kit.conditions.sql import to_q
from huisheng.kit.conditions.validate import validate

__all__ = ["Condition", "ConditionError", "Evidence", "FieldSpec", "Hit", "describe", "evaluate", "to_q", "validate"]
