"""What colleagues hear of compensation: who may approve, and who proposed (requirements S1: whose say it is must be clear)."""

from ..shapes import NoticeTemplatePreset as Notice

AMENDS_NOTICES: tuple[Notice, ...] = (
    Notice(
        "compensation_asked",
        "supervisor",
        "{number} 有一笔补偿等您批",
        "{customer}的 {number}（{owner}负责）想给一笔补偿：{text}\n同意还是不同意，在反馈页上点一下就好：{link}",
        "{number}: a compensation is waiting for your yes or no",
        "For {customer}'s {number}, with {owner}, a compensation is proposed: {text}\nOne click on the ticket says yes"
        " or no: {link}",
    ),
    Notice(
        "compensation_allowed",
        "assignee",
        "{number} 的补偿批下来了",
        "{number} 的补偿同意了：{text}\n现在可以告诉客户，给出去以后记下券码或单号：{link}",
        "{number}: the compensation is approved",
        "Approved for {number}: {text}\nTell the customer, and note the code or number once it went out: {link}",
    ),
    Notice(
        "compensation_refused",
        "assignee",
        "{number} 的补偿没有批",
        "{number} 的补偿没有同意：{text}\n可以换一个在额度以内的办法，再跟客户谈：{link}",
        "{number}: the compensation was refused",
        "Refused for {number}: {text}\nFind another way within your limit, and talk to the customer again: {link}",
    ),
)
