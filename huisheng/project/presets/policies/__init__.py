"""The promised times a house starts with (requirements A0). Several may apply: per kind the earliest due time wins."""

from huisheng.project.presets.shapes import PolicyPreset

from .aftercare import P_CB, P_OURS, P_TEAM
from .outside import P_REG
from .plans import P_123, P_CH, P_CHECK, P_NU, P_RYG

POLICIES: tuple[PolicyPreset, ...] = P_RYG + P_123 + P_NU + P_CH + P_CHECK + P_CB + P_TEAM + P_REG + P_OURS

__all__ = ["POLICIES", "P_123", "P_CB", "P_CH", "P_CHECK", "P_NU", "P_OURS", "P_REG", "P_RYG", "P_TEAM"]
