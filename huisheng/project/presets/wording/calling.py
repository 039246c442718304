"""What colleagues hear of callbacks: one was passed on to them, a customer said on the phone that it is not solved."""

from ..shapes import NoticeTemplatePreset as Notice

CALLING_NOTICES: tuple[Notice, ...] = (
    Notice(
        "callback_passed_on",
        "assignee",
        "有一次回访交给您了：{text}",
        "有一次回访交给您来打：{text}\n{expected}前要打到。\n打开：{link}",
        "A callback was passed on to you: {text}",
        "A callback is yours now: {text}\nIt is due by {expected}.\nOpen: {link}",
    ),
    Notice(
        "callback_unsolved",
        "assignee",
        "{number} 回访时客户说还没解决",
        "回访时{customer}说 {number} 还没解决：{text}\n请接着办，答应客户的时间在反馈页上：{link}",
        "{number}: the customer says on the phone that it is not solved",
        "In a callback {customer} said that {number} is not solved: {text}\nPlease go on; what was promised stands on its"
        " page: {link}",
    ),
)
