"""What colleagues hear of callbacks: one was passed on to them, a customer said on the phone that it is not solved."""

from ..shapes import NoticeTemplatePreset as Notice

CALLING_NOTICES: tuple[Notice, ...] = (
    Notice(
        "callback_due_soon",
        "assignee",
        "回访快到时间了：{text}",
        "这次回访还没打：{text}\n{expected}前要完成。\n打开：{link}",
        "A callback is due soon: {text}",
        "This callback is still to be made: {text}\nIt is due by {expected}.\nOpen: {link}",
    ),
    Notice(
        "callback_late",
        "assignee",
        "回访已超时：{text}",
        "这次回访超时了：{text}\n本应在{expected}前完成，请现在就打，或者交给有空的同事。\n打开：{link}",
        "A callback is overdue: {text}",
        "This callback is overdue: {text}\nIt was due by {expected}. Please ring up now, or pass it on to somebody who"
        " can.\nOpen: {link}",
    ),
    Notice(
        "callback_passed_on",
        "assignee",
        "有一次回访交给您了：{text}",
        "有一次回访交给您来打：{text}\n{expected}前要打到。\n打开：{link}",
        "A callback was passed on to you: {text}",
        "A callback is yours now: {text}\nIt is due by {expected}.\nOpen: {link}",
    ),
    Notice(
        "callback_low",
        "supervisor",
        "回访里客户只给了一两颗星：{text}",
        "刚结束的回访里，客户只给了一两颗星：{text}\n听听哪里没办好，看看要不要亲自回个电话：{link}",
        "One or two stars in a callback: {text}",
        "In a callback that has just ended the customer gave one or two stars: {text}\nSee what went wrong, and whether to"
        " ring up yourself: {link}",
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
