"""A few customers of the shop who left after a complaint: to be decided, planned, asked, come back."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Nature
from huisheng.core.customers.models import Consent
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.after import not_before
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.winback.actions import ask_back, end_winback, flag_lost, note_asked, plan_return
from huisheng.stages.winback.models import Lost

PLANS = (
    ("", "", 0),
    ("陈蔚亲自打一通电话：先听完，再道歉，告诉客户这次我们改了哪里。", "一年会员，免运费", 3000),
    ("林晓手写一张卡片，附上这次的处理经过；以后的订单都由她跟。", "50 元无门槛券", 5000),
    ("店长登门送一盒新茶，当面说清楚为什么拖了那么久。", "礼盒一份", 6800),
)
NOTES = ("说以后不会再买了", "换了别家，语气很失望", "说不生气了，只是不想再试", "家里人让退了会员")
RETURNED = "隔了一周又下了单，备注写着“再信你们一次”"


def lose_some(people: dict[str, Staff], now: datetime) -> None:
    """Four at most, of the latest complaints with a no; as far along as there are customers with a phone."""
    noes = Confirmation.objects.filter(ticket=OuterRef("pk"), solved=False)
    refused = Ticket.objects.filter(Exists(noes), category__nature=Nature.COMPLAINT).order_by("-id")
    chosen = list({one.customer_id: one for one in refused.select_related("customer")[:40]}.values())[: len(NOTES)]
    chen, lin = people["chen"], people["lin"]
    for n, (ticket, note) in enumerate(zip(chosen, NOTES, strict=False)):
        at = not_before(ticket, min(now, ticket.last_message_at + timedelta(hours=20)))
        lost = flag_lost(ticket.customer, why=Lost.Why.SAID_SO, note=note, ticket=ticket, by=lin.party, at=at)
        if n == 0:
            continue
        plan, benefit, fen = PLANS[n]
        plan_return(lost, plan=plan, owner=lin, benefit=benefit, benefit_fen=fen, by=chen, at=at)
        if n == 1:
            continue
        Consent.objects.create(customer=ticket.customer, purpose="marketing", text_version="2026-11", channel="web")
        _ask(lost, chen, at, now, came_back=n == len(NOTES) - 1)


def _ask(lost: Lost, chen: Staff, at: datetime, now: datetime, *, came_back: bool) -> None:
    if came_back:
        asked = ask_back(lost, by=chen.party, at=at)
        if asked.callback is not None:
            note_asked(asked.callback, at=min(now, at + timedelta(hours=3)))
            lost.refresh_from_db()
        end_winback(lost, state=Lost.State.RETURNED, note=RETURNED, by=SYSTEM, at=min(now, at + timedelta(days=2)))
    else:
        ask_back(lost, by=chen.party, at=now)
