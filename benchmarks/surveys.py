"""The customer's page of a survey in a house with 100,000 invitations: looking, answering, and the results of a month."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.report import markdown
from huisheng.core.accounts.models import Role, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.customers.models import Customer
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.survey.results import Span, pivot_of, rate_of, spreads_of
from huisheng.stages.survey.scales import normalise

INVITATIONS, ANSWERED, ROUNDS = 100_000, 40_000, 300
SAID = {"q": "satisfied", "value": "5"}
DAYS = 90
AT_ONCE = 5_000


def measure() -> dict[str, list[float]]:
    """Milliseconds of each round, through Django with its middleware, without a network."""
    survey = Survey.objects.get(code="csat-closed")
    fill(survey)
    dice = random.Random(7)
    fresh = list(Invitation.objects.filter(survey=survey).order_by("-pk")[: 10 * ROUNDS])
    chosen = dice.sample(fresh, ROUNDS + 20)
    found: dict[str, list[float]] = {"look": [], "answer": []}
    for n, invitation in enumerate(chosen):
        look, answered = one_customer(invitation, f"10.0.{n // 250}.{n % 250 + 1}")
        if n >= 20:  # the first ones warm up
            found["look"].append(look)
            found["answer"].append(answered)
    kept = Answer.objects.filter(response__invitation__in=chosen, question__code="satisfied", raw=5).count()
    if kept != len(chosen):
        raise RuntimeError(f"{kept} of {len(chosen)} answers were kept: nothing of this is a measurement")
    admin = Staff(pk=0, is_active=True, role=Role(rights=[Right.SEE_ALL, Right.NUMBERS]))
    found["results of 30 days"] = [timed(lambda: results(admin, survey)) for _ in range(10)]
    return found


def one_customer(invitation: Invitation, address: str) -> tuple[float, float]:
    """Milliseconds of the first look and of the first answer, each customer from an internet address of the own."""
    client, path = Client(SERVER_NAME="localhost", REMOTE_ADDR=address), invitation.public_path
    seen: list[int] = []
    look = timed(lambda: seen.append(client.get(path).status_code))
    answered = timed(lambda: seen.append(client.post(f"{path}answer/", SAID).status_code))
    if seen[0] != 200 or seen[1] not in {200, 302}:
        raise RuntimeError(f"the survey page answered {seen}: nothing of this is a measurement")
    return look, answered


def fill(survey: Survey) -> None:
    """Invitations over ninety days, two of five answered."""
    now = timezone.now()
    people = Customer.objects.bulk_create(Customer(name=f"客户{n}") for n in range(INVITATIONS // 10))
    scale = Question.objects.get(survey=survey, code="satisfied", active=True)
    for start in range(0, INVITATIONS, AT_ONCE):
        rows = []
        for n in range(start, start + AT_ONCE):
            at = now - timedelta(seconds=(INVITATIONS - n) * DAYS * 86_400 / INVITATIONS)
            rows.append(
                Invitation(
                    survey=survey,
                    customer=people[n % len(people)],
                    occasion=f"bench:{n}",
                    way="email",
                    made_at=at,
                    sent_at=at,
                    expires_at=now + timedelta(days=14),
                )
            )
        made = Invitation.objects.bulk_create(rows)
        told = [one for one in made[: AT_ONCE * ANSWERED // INVITATIONS] if start < INVITATIONS - AT_ONCE]
        responses = Response.objects.bulk_create(
            Response(
                survey=survey,
                invitation=one,
                customer_id=one.customer_id,
                way="page",
                at=one.made_at,
                finished_at=one.made_at,
            )
            for one in told
        )
        Answer.objects.bulk_create(
            Answer(response=one, question=scale, raw=n % 5 + 1, normal=normalise("csat", n % 5 + 1))
            for n, one in enumerate(responses)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def results(staff: Staff, survey: Survey) -> None:
    now = timezone.now()
    span = Span(now - timedelta(days=30), now + timedelta(days=1))
    rate_of(staff, survey, span)
    spreads_of(staff, survey, span)
    pivot_of(staff, survey, span, Question.objects.get(survey=survey, code="satisfied", active=True), "week")


def timed(run: Callable[[], object]) -> float:
    """How long it took, in milliseconds."""
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def table(found: dict[str, list[float]]) -> str:
    """As it stands in docs/performance.md."""
    head = ("what", "p50 ms", "p95 ms")
    rows = []
    for name, times in found.items():
        row = sorted(times)
        rows.append((name, f"{row[len(row) // 2]:.1f}", f"{row[int(len(row) * 0.95)]:.1f}"))
    return f"{INVITATIONS:,} invitations, two of five answered but of the latest {AT_ONCE:,}\n\n{markdown(head, rows)}"
