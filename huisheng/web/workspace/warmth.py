"""What the words weigh that somebody is writing (requirements A9)."""

from dataclasses import dataclass

from django.http import QueryDict

from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.warmth import bound_of, weigh
from huisheng.stages.handling.actions.answering import solution_text
from huisheng.stages.handling.wording import hints_for
from huisheng.watch.warmth.book import READ, case_of, marks
from huisheng.watch.warmth.queries import Line, bill
from huisheng.web.workspace.wording import FIELDS


@dataclass(frozen=True, slots=True)
class Warmth:
    """`score` 0-100 and its bill."""

    score: int
    lines: list[Line]

    @property
    def bound(self) -> str:
        """warm, plain or cold."""
        return bound_of(self.score)

    @property
    def missing(self) -> list[Line]:
        """What could still be said, the weightiest first."""
        return sorted((one for one in self.lines if one.points == 0), key=lambda one: -one.mark.points)


def warmth_of(ticket: Ticket, form: str, sent: QueryDict) -> Warmth | None:
    """What an answer on this ticket would weigh as it stands in a form (`form`: reply, solution); None for no words.
    Six queries."""
    fields = {name: sent.get(name, "").strip() for name in FIELDS[form]}
    if not any(fields.values()):
        return None
    text = solution_text(fields, fields["text"]) if form == "solution" else fields["text"]
    talk = Message.objects.filter(ticket=ticket, kind__in=(Message.Kind.CUSTOMER, Message.Kind.REPLY))
    said = list(talk.filter(kind=Message.Kind.CUSTOMER).order_by("-at", "-pk").values_list("text", flat=True)[:READ])
    first = not talk.filter(kind=Message.Kind.REPLY).exists()
    about = case_of(ticket, said=reversed(said), first=first)
    weight = weigh(text, marks(), about, hints_for(ticket, text))
    return Warmth(weight.score, bill(weight, text))
