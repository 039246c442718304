"""The escalation chain a house starts with (ours): the owner, the supervisors, the department head, the manager on duty."""

from .shapes import ChainPreset, LevelPreset

STANDARD = "standard"
CHAINS: tuple[ChainPreset, ...] = (
    ChainPreset(
        STANDARD,
        "逐级上报：处理人 → 主管 → 部门负责人 → 值班经理",
        "Step by step: owner, supervisor, department head, manager on duty",
        levels=(
            LevelPreset(10, ("assignee",)),
            LevelPreset(30, ("supervisor",)),
            LevelPreset(60, ("department_head",), ("app", "email")),
            LevelPreset(120, ("duty_manager",), ("app", "email", "robot")),
        ),
    ),
)
