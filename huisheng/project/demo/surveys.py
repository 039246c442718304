"""What the shop's customers answered in ninety days: after closings without stars, and to the quarterly question."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from huisheng.core.customers.models import Customer
from huisheng.project.demo.after import not_before
from huisheng.stages.closure.models import Closure
from huisheng.stages.survey.actions import answer, invite, note_sent
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.survey.scales import is_low, normalise

SEED = 20261128
DAYS = 90
ASKED_AGO = timedelta(minutes=95)
CLOSINGS, ASKED_REGULARLY = 90, 60
SHARE = {"csat-closed": 0.46, "nps-quarterly": 0.55}  # who answers
STARS = (5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1)
RECOMMEND = (10, 10, 9, 9, 9, 8, 8, 8, 7, 7, 6, 5, 3)
GLAD = (
    "小林回得快，说几点就几点，谢谢。", "师傅上门很客气，鞋套自己带的。", "补发的当天就寄了，没再让我催。", "态度真好，听着就踏实。",
    "", "", "退款两天到账，省心。", "有人一直跟着，这点很好。",
)  # fmt: skip
SORRY = (
    "等了三天才有人回，中间一句话都没有。", "前后说了三遍同样的事。", "说好周五，拖到下周二。", "回得倒快，都是套话。", "", "快递那边推来推去，没人认。",
)  # fmt: skip
WHY = (
    "东西好，坏了也有人管。", "客服讲得清楚。", "价格合适，物流稳。", "一般，没什么特别的。", "包装总是磕角。", "发货太慢，第二次了。", "", "",
    "买过四次，都顺利。", "电话不好打。",
)  # fmt: skip


LOW = {"solved": 1, "satisfied": 2, "better": "东西是送到了，可等的那两天没人主动说一声，每次都是我先问。"}


def answer_low(now: datetime) -> Response | None:
    """Somebody is not content, an hour and a half ago: a callback and the supervisor's bell follow from it.

    The latest of those who never said whether it was solved, and whose invitation is still open.
    """
    survey = Survey.objects.get(code="csat-closed")
    since = now - timedelta(days=survey.open_days) + ASKED_AGO
    silent = Closure.objects.filter(kind=Closure.Kind.UNCONFIRMED, at__gt=since).exclude(confirmation__isnull=False)
    latest = silent.select_related("ticket__customer").order_by("at").first()
    if latest is None:
        return None
    ticket, at = latest.ticket, not_before(latest.ticket, latest.at)
    asked = invite(survey, ticket.customer, occasion=f"closure:{latest.pk}", ticket=ticket, at=at)
    if asked is None or asked.held_why:
        return None
    note_sent(asked, way="email", at=at)
    return answer(asked, LOW, finish=True, by=ticket.customer.party, at=now - ASKED_AGO)


def answer_for_ninety_days(now: datetime) -> None:
    """Rows of the past, written at once; the same for the same house. The quarterly survey is switched on here."""
    dice = random.Random(SEED)  # noqa: S311  (no secret)
    Survey.objects.filter(code="nps-quarterly").update(active=True)
    surveys = {one.code: one for one in Survey.objects.all()}
    asked = [*_closings(surveys["csat-closed"], dice), *_regular(surveys["nps-quarterly"], dice, now)]
    invitations = Invitation.objects.bulk_create(asked)
    _answer([one for one in invitations if dice.random() < SHARE[one.survey.code]], dice, now)


def _closings(survey: Survey, dice: random.Random) -> Iterable[Invitation]:
    """The latest endings in which nobody gave stars."""
    silent = Closure.objects.filter(confirmation=None, kind__in=["answered", "unconfirmed", "withdrawn"])
    asked = Invitation.objects.filter(survey=survey).values("ticket")
    for one in silent.exclude(ticket__in=asked).select_related("ticket__customer").order_by("-at")[:CLOSINGS]:
        yield _invitation(survey, one.ticket.customer, f"closure:{one.pk}", one.at, ticket=one.ticket)


def _regular(survey: Survey, dice: random.Random, now: datetime) -> Iterable[Invitation]:
    people = list(Customer.objects.order_by("pk")[: 20 * ASKED_REGULARLY])
    for one in dice.sample(people, min(len(people), ASKED_REGULARLY)):
        at = now - timedelta(days=dice.randrange(DAYS), hours=dice.randrange(1, 8))
        yield _invitation(survey, one, f"regular:{at:%Y-%m-%d}", at)


def _invitation(survey: Survey, customer: Customer, occasion: str, at: datetime, **more: object) -> Invitation:
    expires = at + timedelta(days=survey.open_days)
    fields = {"way": "email", "made_at": at, "sent_at": at, "expires_at": expires, **more}
    return Invitation(survey=survey, customer=customer, occasion=occasion, **fields)


def _answer(invitations: Sequence[Invitation], dice: random.Random, now: datetime) -> None:
    questions = {(one.survey_id, one.code): one for one in Question.objects.filter(active=True)}
    responses, answers = [], []
    for one in invitations:
        at = min(one.made_at + timedelta(hours=dice.randrange(1, 40)), now)
        is_nps = one.survey.code == "nps-quarterly"
        raw = dice.choice(RECOMMEND if is_nps else STARS)
        code, limit = ("recommend", 6) if is_nps else ("satisfied", 2)
        words = ("why", dice.choice(WHY)) if is_nps else _words(raw, dice)
        scale = questions[one.survey_id, code]
        low = is_low(scale.kind, raw, {scale.kind: limit})
        response = Response(
            survey=one.survey, invitation=one, customer=one.customer, ticket=one.ticket, way="page", at=at,
            finished_at=at, low=low, low_told_at=at if low else None, by_kind="customer", by_id=one.customer_id,
        )  # fmt: skip
        responses.append(response)
        answers.append(Answer(response=response, question=scale, raw=raw, normal=normalise(scale.kind, raw)))
        if not is_nps:
            solved = questions[one.survey_id, "solved"]
            answers.append(Answer(response=response, question=solved, raw=int(raw > 2)))
        if words[1]:
            answers.append(Answer(response=response, question=questions[one.survey_id, words[0]], words=words[1]))
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers)


def _words(stars: int, dice: random.Random) -> tuple[str, str]:
    return ("praise", dice.choice(GLAD)) if stars > 3 else ("better", dice.choice(SORRY))
