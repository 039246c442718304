"""Up to which amount each role may compensate without asking."""

from .shapes import LimitPreset

LIMITS: tuple[LimitPreset, ...] = (
    LimitPreset("agent", 50, source="S0"),  # the coupon of 50 yuan that Mr Zhao got
    LimitPreset("agent", 100, senior=True),
    LimitPreset("supervisor", 500),
    LimitPreset("supervisor", 1000, grade="red"),
    LimitPreset("admin", 5000),
)
