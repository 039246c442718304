"""What people hear when a rule of the house speaks, or needs a look itself; what rules write to customers."""

from ..shapes import NoticeTemplatePreset as Notice
from ..shapes import ReplyTemplatePreset as Reply

RULE_REPLIES: tuple[Reply, ...] = (  # nothing to fill in by hand, and no name that may be missing
    Reply(
        "remind_silent",
        "客户没回音时再问一声",
        "A friendly reminder",
        "ask",
        "您好，上次想请您补充的情况，我们这边还在等您的消息（编号 {number}）。方便时回一句就行，收到我们接着办。",
        "Hello, we are still waiting for what we asked you last time (number {number}). A short answer is enough, and we go on"
        " as soon as we have it.",
    ),
    Reply(
        "thank_share",
        "谢谢表扬（规则用）",
        "Thank you for the praise (by rule)",
        "thank",
        "您好，您的表扬我们收到了，已经念给当事的同事听，大家都很高兴。往后有什么事，您随时来找我们。",
        "Hello, thank you for your kind words: we read them to the colleague they are about, and everybody was glad. Come"
        " back whenever you need us.",
    ),
)

RULE_NOTICES: tuple[Notice, ...] = (
    Notice(
        "rule_told",
        "assignee",
        "规则「{rule}」请您看一下 {number}",
        "{customer}的 {number} 符合规则「{rule}」。\n目前：{progress}\n请看一看要不要现在处理：{link}",
        "Rule “{rule}” asks you to look at {number}",
        "{customer}'s {number} meets the rule “{rule}”.\nSo far: {progress}\nPlease see whether it needs you now: {link}",
    ),
    Notice(
        "rule_told",
        "supervisor",
        "规则「{rule}」：{number} 需要您留意",
        "{customer}的 {number} 在{owner}手上，符合规则「{rule}」。\n目前：{progress}\n请看看要不要您出面：{link}",
        "Rule “{rule}”: {number} may need you",
        "{customer}'s {number} lies with {owner} and meets the rule “{rule}”.\nSo far: {progress}\nPlease see whether it"
        " needs your hand: {link}",
    ),
    Notice(
        "rule_told",
        "department_head",
        "规则「{rule}」：部门的 {number} 需要您留意",
        "您部门的 {number} 符合规则「{rule}」，现在由{owner}负责。\n目前：{progress}\n请看看：{link}",
        "Rule “{rule}”: {number} of your department",
        "{number} of your department meets the rule “{rule}”; {owner} has it.\nSo far: {progress}\nPlease look: {link}",
    ),
    Notice(
        "rule_told",
        "duty_manager",
        "值班经理请看：规则「{rule}」找到 {number}",
        "您今天值班。{customer}的 {number} 符合规则「{rule}」，现在由{owner}负责。\n目前：{progress}\n请看看：{link}",
        "For the manager on duty: rule “{rule}” found {number}",
        "You are on duty. {customer}'s {number} meets the rule “{rule}”; {owner} has it.\nSo far: {progress}\nPlease"
        " look: {link}",
    ),
    Notice(
        "rule_troubled",
        "supervisor",
        "自动规则「{rule}」出了问题，请检查",
        "规则「{rule}」连续没有做成，或者在 {number} 上被叫停了。\n原因记在「设置 → 自动规则 → 运行记录」里。"
        "\n出问题的反馈：{link}",
        "The rule “{rule}” is in trouble, please check it",
        "The rule “{rule}” failed several times in a row, or was stopped on {number}.\nThe reason stands under Settings →"
        " Rules → Log.\nThe feedback it was about: {link}",
    ),
)
