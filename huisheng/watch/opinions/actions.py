"""Say something about the system, answer it, and tell the admins once a day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.base.models import File
from huisheng.kit.errors import Refused
from huisheng.kit.text import excerpt
from huisheng.watch.notify.actions import tell_plainly
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.opinions.models import Opinion, ToldDay

LONGEST = 2_000
PATH = "/desk/opinions/"
SHOWN = 60  # characters of the answer in the bell


class OpinionEmpty(Refused):
    code = "opinion_empty"


class OpinionUnanswered(Refused):
    code = "opinion_unanswered"


@transaction.atomic
def give_opinion(
    staff: Staff, text: str, *, path: str = "", picture: File | None = None, at: datetime | None = None
) -> Opinion:
    """Keep what a colleague says, with the page it is about. Raises OpinionEmpty without words."""
    if not text.strip():
        raise OpinionEmpty(_("Please write a few words."), text="")
    here = path if path.startswith("/") and not path.startswith("//") else ""
    return Opinion.objects.create(
        staff=staff, text=text.strip()[:LONGEST], path=here[:200], picture=picture, at=at or timezone.now()
    )


@transaction.atomic
def answer_opinion(opinion: Opinion, *, state: str, answer: str, by: Staff, at: datetime | None = None) -> Opinion:
    """Say what becomes of it; the colleague hears it by the bell. Again is possible: things change.

    Raises OpinionUnanswered without words, or for a state that says nothing.
    """
    if state not in Opinion.State.values or state == Opinion.State.NEW:
        raise OpinionUnanswered(_("Please say what becomes of it."), state="")
    if not answer.strip():
        raise OpinionUnanswered(_("Please write a few words of answer."), answer="")
    opinion = Opinion.objects.select_for_update(of=("self",)).select_related("staff__role").get(pk=opinion.pk)
    opinion.state, opinion.answer, opinion.answered_by = state, answer.strip()[:LONGEST], by
    opinion.answered_at, opinion.answers = at or timezone.now(), opinion.answers + 1
    opinion.save()
    if opinion.staff_id != by.pk:
        tell_plainly(
            opinion.staff, "opinion_answered", key=f"opinion:{opinion.pk}:{opinion.answers}", path=PATH,
            words=lambda: {"text": excerpt(opinion.answer, length=SHOWN)}, at=opinion.answered_at,
            audience=NoticeTemplate.Audience.ASSIGNEE,
        )  # fmt: skip
    return opinion


def tell_of_opinions(*, now: datetime | None = None) -> int:
    """Once a day, from the house's hour on, the admins hear how many opinions nobody has looked at; nothing where there
    are none. Returns how many were told. Safe to repeat, and by several at once: the day's row and the bells are one.
    """
    at = now or timezone.now()
    local = timezone.localtime(at)
    if local.hour < int(house("desk.opinion_hour")) or ToldDay.objects.filter(day=local.date()).exists():
        return 0
    try:
        with transaction.atomic():
            day = ToldDay.objects.create(
                day=local.date(), count=Opinion.objects.filter(state=Opinion.State.NEW).count()
            )
            return sum(_tell(one, day, at) for one in _admins()) if day.count else 0
    except IntegrityError:  # another worker took the day in this moment
        return 0


def _tell(staff: Staff, day: ToldDay, at: datetime) -> bool:
    key, words = f"opinions:{day.day}", {"count": str(day.count)}
    return tell_plainly(staff, "opinions_new", key=key, path=PATH, words=lambda: words, at=at) is not None


def _admins() -> list[Staff]:
    found = Staff.objects.filter(is_active=True, role__rights__contains=[Right.SETTINGS])
    return list(found.select_related("role").order_by("pk"))
