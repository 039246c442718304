"""What the shop's customers wish for, and what they praised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import change_setting
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Message
from huisheng.journey.kindness import is_praise, share_praise
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.after import not_before
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.ideas.actions import keep_suggestion, merge_suggestions, pack_month, support_suggestion
from huisheng.stages.ideas.models import Proposal, Step, Suggestion
from huisheng.stages.praise.actions import keep_praise, note_shared
from huisheng.stages.praise.models import Praise

Status = Suggestion.Status
MOST_PRAISE, MOST_SEEN = 15, 3
SOON = timedelta(hours=2)
NEWS = timedelta(hours=20)  # older praise rings no bell any more


@dataclass(frozen=True, slots=True)
class Wish:
    """One suggestion: days ago, how many want it, what some of them said, how far it is."""

    title: str
    days: int
    votes: int
    words: tuple[str, ...]
    status: str = Status.NEW
    body: str = ""
    answer: str = ""
    owner: str = ""
    public: bool = True
    seen: str = ""  # of feedback that says the same: its words
    doubles: tuple[tuple[str, str], ...] = ()  # kept under another title first, then merged: title, words


WISHES = (
    Wish("包装里多放一层泡沫", 52, 23, ("杯子到手裂了一道，纸盒太薄了", "多加层泡沫吧，快递扔得狠"), Status.DONE, "玻璃、陶瓷一类易碎的先加。",
         "谢谢大家。从本月起，玻璃和陶瓷都换成了加厚蜂窝纸加泡沫双层包装。", "su",
         doubles=(("碗碟箱子里多塞点缓冲", "碗裂了两只，箱子里能不能多塞点东西"), ("易碎品换厚纸箱", "纸箱薄得一捏就扁"))),
    Wish("晚上八点以后也有人工客服", 47, 19, ("下班才有空看快递，那会儿都没人了", "孩子睡了才能发消息，希望有人在"), Status.PLANNED, "",
         "我们正在排晚班，先做到晚上十点，定下日期会再告诉您。", "chen", doubles=(("客服下班太早", "九点才到家，你们早下班了"),)),
    Wish("礼盒可以附手写贺卡", 40, 16, ("送长辈的，打印的卡片不够诚意",), Status.CONSIDERED, "下单时填内容，由我们手写。", "", "su"),
    Wish("电饭锅内胆能单独买", 38, 14, ("内胆刮花了，不想整个换", "问了三次客服都说没有单卖"), Status.PLANNED, "", "配件页下个月上线，先上内胆和密封圈。", "su"),
    Wish("说明书字再大一点", 33, 11, ("老人看不清，放大镜都用上了",), Status.CONSIDERED, "", "", "su"),
    Wish("发货前可以改地址", 29, 9, ("下单一分钟就发现地址错了，改不了",), Status.NEW),
    Wish("安装师傅提前一小时来电话", 26, 8, ("请了半天假，等到下午才来",), Status.DONE, "", "上门前一小时系统会自动发短信，师傅也会打电话确认。", "zheng"),
    Wish("退款到账发个提醒", 21, 7, ("每天都要自己去查",), Status.NEW),
    Wish("滤芯到期提醒我换", 17, 6, ("上次忘了换，水都有味了",), Status.CONSIDERED, "", "", "su"),
    Wish("包装少用塑料，泡沫换成纸的", 12, 4, ("一个小杯子拆出来一堆塑料",), Status.NEW, seen="换成纸的"),
    Wish("加湿器缺水提示音能关掉", 11, 5, ("半夜嘀嘀叫，孩子刚睡着",), Status.CONSIDERED, "改成闪灯，或者长按静音。", "", "su", seen="加湿器"),
    Wish("配件可以拍照找", 10, 3, ("坏了个小零件，不知道叫什么",), Status.PLANNED, "", "", "su", seen="搜索能拍照"),
    Wish("电器提供英文说明书", 9, 3, ("My parents-in-law cannot read the manual.",), Status.NEW, public=False, seen="manual in English"),
    Wish("每个商品都送一个玩具", 6, 1, ("孩子就喜欢拆玩具",), Status.DECLINED, "", "谢谢您的想法。我们想把钱花在商品本身上，这次先不做。", "su"),
)  # fmt: skip


def keep_wishes(people: dict[str, Staff], now: datetime) -> None:
    """Fourteen suggestions with their voices, the wall of the last weeks; the public page is open."""
    change_setting("ideas.page", True, by=SYSTEM)
    customers = cycle(Customer.objects.filter(merged_into=None).order_by("pk")[:400])
    for wish in WISHES:
        _keep(wish, people, customers, now)
    pack_month((now.replace(day=1) - timedelta(days=1)).date(), at=min(now, now.replace(day=1, hour=8, minute=0)))
    _hang_up_praise(now)


def _keep(wish: Wish, people: dict[str, Staff], customers: Iterator[Customer], now: datetime) -> None:
    at, by = now - timedelta(days=wish.days), people["lin"].party
    source = Proposal.Source.CALLBACK if wish.days % 2 else Proposal.Source.TICKET
    kept = keep_suggestion(title=wish.title, words=wish.words[0], source=source, customer=next(customers), by=by, at=at)
    rest = [*wish.words[1:], *[""] * (wish.votes - len(wish.words))]
    step = timedelta(days=wish.days) / (len(rest) + 1)
    Proposal.objects.bulk_create(
        Proposal(
            suggestion=kept, customer=next(customers), source=Proposal.Source.SURVEY if words else Proposal.Source.PAGE,
            words=words, at=at + step * place, by_kind="customer",
        )
        for place, words in enumerate(rest, 1)
    )  # fmt: skip
    owner, moved = people.get(wish.owner), now - timedelta(days=wish.days // 3)
    _join(wish, kept, customers, people)
    kept.votes, kept.status, kept.body, kept.public = kept.proposals.count(), wish.status, wish.body, wish.public
    kept.owner, kept.team, kept.moved_at = owner, Team.objects.get(code="product"), moved
    if wish.status != Status.NEW:
        _step(kept, Step.Kind.MOVED, owner, moved, before=Status.NEW, after=wish.status)
    if wish.answer:
        kept.answer, kept.answered_at = wish.answer, moved
        _step(kept, Step.Kind.ANSWERED, owner, moved, status=wish.status)
        Proposal.objects.filter(suggestion=kept).update(told_at=now, told_how=Proposal.Told.LETTER)
    kept.save()


def _join(wish: Wish, kept: Suggestion, customers: Iterator[Customer], people: dict[str, Staff]) -> None:
    """Feedback that says the same is one more voice; what was kept twice becomes one, its voices carried over."""
    lin, su, source = people["lin"].party, people["su"].party, Proposal.Source
    said = Message.objects.filter(kind=Message.Kind.CUSTOMER, text__contains=wish.seen) if wish.seen else []
    for one in [*said][:MOST_SEEN]:
        at = not_before(one.ticket, one.at)
        keep_suggestion(title="", words=one.text, source=source.TICKET, ticket=one.ticket, into=kept, by=lin, at=at)
    for place, (title, words) in enumerate(wish.doubles, 1):
        at = kept.at + timedelta(days=place)
        other = keep_suggestion(
            title=title, words=words, source=source.CALLBACK, customer=next(customers), by=lin, at=at
        )
        support_suggestion(other, customer=next(customers), source=source.CALLBACK, by=lin, at=at + SOON)
        merge_suggestions(other, into=kept, by=su, at=at + timedelta(days=1))


def _step(suggestion: Suggestion, kind: str, by: Staff | None, at: datetime, **payload: str) -> None:
    who = by.party if by else SYSTEM
    Step.objects.create(suggestion=suggestion, kind=kind, payload=payload, at=at, by_kind=who.kind, by_id=who.id)


def _hang_up_praise(now: datetime) -> None:
    """The kindest words of the last weeks, as the line itself keeps them from now on; what is old rings no bell."""
    said = Confirmation.objects.filter(stars=5).exclude(word="").select_related("ticket__customer", "ticket__assignee")
    longest: dict[str, Confirmation] = {}
    for one in said.order_by("-at")[: 20 * MOST_PRAISE]:
        if is_praise(one):
            longest.setdefault(one.word, one)
    for one in sorted(longest.values(), key=lambda one: -len(one.word))[:MOST_PRAISE]:
        keep_praise(
            words=one.word, source=Praise.Source.CONFIRMATION, origin=f"confirmation:{one.pk}", ticket=one.ticket,
            by=SYSTEM, at=not_before(one.ticket, one.at),
        )  # fmt: skip
    for praise in Praise.objects.filter(shared_at=None):
        if praise.at >= now - NEWS:
            share_praise(praise.pk)
        note_shared(praise, at=praise.at)
