"""Try the routing out (试算): who would get feedback like this now, and why. Nothing is written."""

from dataclasses import dataclass

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer, Tier
from huisheng.kit.text import first_line_subject
from huisheng.stages.routing.choosing import look, why_of, wish_for
from huisheng.stages.routing.explained import Looked, asked_for, looked_at, names_of, skills_in
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.rulebook import routebook, team_by_facts
from huisheng.stages.triage.facts import affected_count
from huisheng.stages.triage.trial import try_text


@dataclass(frozen=True, slots=True)
class RouteTrial:
    """Where it would go. `person` empty = it would wait in the team's pool."""

    category: str
    grade: str
    team: str
    person: str
    rule: str
    how: str
    asked: str
    people: tuple[Looked, ...]
    more: int


def try_routing(
    *,
    text: str,
    channel: Channel,
    category: Category | None = None,
    grade: Grade | None = None,
    tier: Tier | None = None,
    agent: Staff | None = None,
) -> RouteTrial | None:
    """Who would get it at this instant. What is not given is judged by the rules of grading; None without any team."""
    judged = try_text(text, channel=channel.code)
    category = category or judged.classified.category
    grade = grade or (judged.graded.grade if judged.graded else None)
    book = routebook()
    facts: dict[str, object] = {
        "text": text,
        "subject": first_line_subject(text),
        "category": category.code if category else None,
        "nature": category.nature if category else None,
        "tags": [tag.code for tag in judged.classified.tags],
        "channel": channel.code,
        "tier": tier.code if tier else None,
        "order_number": "",
        "affected_count": affected_count(text),
        "repeat_count": 1,
        "grade": grade.code if grade else None,
        "scheme": grade.scheme.code if grade else None,
        "severity": grade.severity if grade else 0,
    }
    team, rule = team_by_facts(facts, category.pk if category else None, book)
    if team is None:
        return None
    customer, kind = Customer(tier=tier, agent=agent), grade.pk if grade else None
    wish = wish_for(customer, team, rule, book, channel=channel.pk, grade=kind)
    choice = look(wish, book, at=timezone.now())
    why = why_of(choice)
    pooled = book.pool_first or choice.staff is None
    return RouteTrial(
        category=category.label if category else "",
        grade=grade.label if grade else "",
        team=(team if pooled else choice.team).label,
        person="" if pooled or choice.staff is None else choice.staff.name,
        rule=rule.label if rule else "",
        how=str(Assignment.How(Assignment.How.POOL if pooled else choice.how).label),
        asked=asked_for(why, skills_in([why])),
        people=looked_at(why, names_of([why])),
        more=why.get("more", 0),
    )
