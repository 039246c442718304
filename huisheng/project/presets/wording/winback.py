"""What colleagues hear of customers to be won back: one is theirs, its day has come, the customer is back."""

from ..shapes import NoticeTemplatePreset as Notice

WINBACK_NOTICES: tuple[Notice, ...] = (
    Notice(
        "winback_given",
        "assignee",
        "有一位客户请您挽回：{text}",
        "有一位客户请您挽回：{text}\n\n打开看看做什么、给什么、什么时候做好：{link}",
        "A customer to win back is yours: {text}",
        "A customer to win back is yours: {text}\n\nSee what we do, what we offer, and by when: {link}",
    ),
    Notice(
        "winback_due",
        "assignee",
        "挽回到日子了：{text}",
        "说好的日子到了：{text}\n\n联系过就写下结果，还没有就改个日子：{link}",
        "A win-back is due: {text}",
        "The day set for it has come: {text}\n\nWrite down what came of it, or set another day: {link}",
    ),
    Notice(
        "winback_returned",
        "assignee",
        "客户回来了：{text}",
        "您挽回的客户回来了：{text}\n\n来龙去脉在这里：{link}",
        "A customer came back: {text}",
        "The customer you were winning back is here again: {text}\n\nThe whole story: {link}",
    ),
)
