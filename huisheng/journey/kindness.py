"""Kind words find the wall and those they are about: an effect of the table in `reactions.py`, and a job."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Nature
from huisheng.core.tickets.models import Event, Message
from huisheng.kit.party import SYSTEM
from huisheng.kit.text import excerpt
from huisheng.kit.warm_words import warm_words
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.praise.actions import keep_praise, note_shared
from huisheng.stages.praise.meant import names_somebody
from huisheng.stages.praise.models import Praise
from huisheng.stages.praise.queries import colleagues_of, nameless
from huisheng.watch.notify.actions import DEFAULT_LANGUAGE, tell_plainly
from huisheng.watch.notify.actions.robots import queue_words, robots_of
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import public_base

WALL = "/desk/praise/"
FULL_STARS = 5
SHORT = 60  # characters in the bell
LEAST_WORDS = 4  # characters: 「好」 with five stars is a rating, no praise
MANY_WORDS = 15  # characters: so many are told for somebody, also where no thanks stand in them


def keep_kind_words(event: Event) -> None:
    """The ticket ended: praise that was answered, and kind words that came with five stars, go to the wall."""
    if event.kind == "ticket_confirmed":
        _keep_of_confirmation(event)
    elif event.payload.get("closure") == Closure.Kind.ANSWERED:
        _keep_of_ticket(event)


def is_praise(said: Confirmation) -> bool:
    """Five stars with kind words, a colleague's name or many words; 「核对无误」 only says that it is done."""
    word = said.word.strip()
    if said.stars != FULL_STARS or len(word) < LEAST_WORDS:
        return False
    return len(word) >= MANY_WORDS or bool(warm_words(word)) or names_somebody(word)


def share_praise(praise_id: int) -> int:
    """Ring at everybody whom it is about and, quietly, at the colleagues of their teams; tell the team's robots where the
    house wants it. Each once.
    """
    praise = Praise.objects.select_related("team", "customer").filter(pk=praise_id, shown=True).first()
    if praise is None:
        return 0
    told = sum(_ring(praise, staff) for staff in praise.people.select_related("role").order_by("pk"))
    told += sum(_ring_beside(praise, staff) for staff in colleagues_of(praise).select_related("role"))
    if note_shared(praise) and house("praise.robots"):
        _tell_robots(praise)
    return told


def _keep_of_confirmation(event: Event) -> None:
    said = Confirmation.objects.filter(pk=event.payload.get("confirmation")).first()
    if said is not None and is_praise(said):
        keep_praise(
            words=said.word, source=Praise.Source.CONFIRMATION, origin=f"confirmation:{said.pk}", by=SYSTEM,
            ticket=event.ticket, at=said.at,
        )  # fmt: skip


def _keep_of_ticket(event: Event) -> None:
    ticket = event.ticket
    if ticket is None or ticket.category is None or ticket.category.nature != Nature.PRAISE:
        return
    first = ticket.messages.filter(kind=Message.Kind.CUSTOMER).exclude(text="").first()
    if first is not None:
        keep_praise(
            words=first.text, source=Praise.Source.TICKET, origin=f"ticket:{ticket.pk}", by=SYSTEM, ticket=ticket,
            at=first.at,
        )  # fmt: skip


def _ring(praise: Praise, staff: Staff) -> bool:
    said = tell_plainly(
        staff, "praise_shared", key=f"praise:{praise.pk}", path=_place(praise), at=praise.at,
        words=lambda: {"text": excerpt(nameless(praise), length=SHORT)},
        audience=NoticeTemplate.Audience.ASSIGNEE,
    )  # fmt: skip
    return said is not None


def _ring_beside(praise: Praise, staff: Staff) -> bool:
    said = tell_plainly(
        staff, "colleague_praised", key=f"praise-beside:{praise.pk}", path=_place(praise), at=praise.at,
        words=lambda: {"owner": excerpt(_names(praise), length=SHORT)},
        audience=NoticeTemplate.Audience.ASSIGNEE,
    )  # fmt: skip
    return said is not None


def _place(praise: Praise) -> str:
    return f"{WALL}#praise-{praise.pk}"


def _names(praise: Praise) -> str:
    return "、".join(praise.people.order_by("pk").values_list("name", flat=True))


def _tell_robots(praise: Praise) -> None:
    names = _names(praise)
    for robot in robots_of(praise.team_id):
        with override(robot.language or DEFAULT_LANGUAGE):
            title = _("A customer praises %(names)s") % {"names": names or (praise.team.label if praise.team else "")}
        words = excerpt(nameless(praise), length=2 * SHORT)
        queue_words(robot, title=title, lines=[words], link=public_base() + WALL, code="praise_shared")
