"""What owners, supervisors, heads of department and the manager on duty hear when a promise is broken and stays broken."""

from ..shapes import NoticeTemplatePreset as Notice

ALARM_NOTICES: tuple[Notice, ...] = (
    Notice(
        "clock_escalated",
        "assignee",
        "{number} 超时还没动静，已升级到第 {level} 级",
        "答应{customer}的「{promise}」应在{expected}前做到，到现在还没有。\n这件事已经升级到第 {level} 级，上一级同事也收到了提醒。"
        "\n请先给客户一句话和新的时间：{link}",
        "{number} is still overdue, now at level {level}",
        "“{promise}” was promised to {customer} by {expected} and is still open.\nIt has gone up to level {level};"
        " those above you know.\nGive the customer a word and a new time first: {link}",
    ),
    Notice(
        "clock_escalated",
        "supervisor",
        "{number} 第 {level} 级升级：{owner}还没处理完",
        "{customer}的 {number} 在{owner}手上，「{promise}」应在{expected}前做到。\n目前：{progress}\n"
        "请看看卡在哪里，该换人就换人：{link}",
        "{number}, escalation level {level}: still with {owner}",
        "{customer}'s {number} lies with {owner}; “{promise}” was due by {expected}.\nSo far: {progress}\nPlease see"
        " where it is stuck, and reassign it if need be: {link}",
    ),
    Notice(
        "clock_escalated",
        "department_head",
        "部门有一件超时升级到第 {level} 级：{number}",
        "您部门的 {number} 一直没有按时办好：「{promise}」应在{expected}前做到，现在由{owner}负责。\n目前：{progress}"
        "\n主管已经知道。需要您协调人手或者拍板：{link}",
        "Level {level} in your department: {number}",
        "{number} of your department is still not done: “{promise}” was due by {expected}, {owner} has it.\nSo far:"
        " {progress}\nThe supervisors know. It needs your hand now, people or a decision: {link}",
    ),
    Notice(
        "clock_escalated",
        "duty_manager",
        "值班经理请看：{number} 已升级到第 {level} 级",
        "您今天值班。{customer}的 {number} 逐级提醒后还没办好：「{promise}」应在{expected}前做到，现在由{owner}负责。"
        "\n目前：{progress}\n请您直接过问：{link}",
        "For the manager on duty: {number} is at level {level}",
        "You are on duty. {customer}'s {number} is still open after every level below you heard of it: “{promise}” was"
        " due by {expected}, {owner} has it.\nSo far: {progress}\nPlease step in yourself: {link}",
    ),
    Notice(
        "clock_digest",
        "assignee",
        "有 {count} 条时效提醒要看",
        "这段时间一共有 {count} 条时效提醒：\n\n{list}\n\n先看超时的，再看快到点的：{link}",
        "{count} promises need a look",
        "{count} alarms came in together:\n\n{list}\n\nThe overdue ones first, then what is due soon: {link}",
    ),
)
