"""Kind words reach the wall and those they are about."""

from collections.abc import Callable

import pytest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.journey.kindness import share_praise
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, close_withdrawn, reply_and_close
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.praise.actions import say_who_is_meant
from huisheng.stages.praise.models import Praise
from huisheng.stages.praise.tests.make import make_praise
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.notify.models import Notice, RobotMessage, Wish
from huisheng.watch.notify.queries import notices_of
from huisheng.watch.notify.tests.make import make_robot
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


def offered(cast: Cast) -> Ticket:
    ticket = make_ticket(customer=cast.liu)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    return ticket


def confirm(ticket: Ticket, stars: int, word: str) -> None:
    answer_confirmation(ticket, solved=True, stars=stars, word=word, by=ticket.customer.party)


def test_kind_words_with_five_stars_ring_at_whom_they_are_about(cast: Cast, run_jobs: Run) -> None:
    ticket = offered(cast)
    confirm(ticket, 5, "小林很棒，电话 13800001234 也打得通")
    run_jobs()
    praise = Praise.objects.get()
    assert (praise.source, praise.ticket, list(praise.people.all())) == ("confirmation", ticket, [cast.lin])
    assert praise.shared_at is not None
    notice = Notice.objects.get(code="praise_shared")
    assert (notice.staff, notice.path) == (cast.lin, f"/desk/praise/#praise-{praise.pk}")
    assert "小林很棒" in notice.said["text"]
    assert "13800001234" not in notice.said["text"]


def told_of(code: str) -> list[str]:
    return list(Notice.objects.filter(code=code).order_by("staff").values_list("staff__username", flat=True))


def test_the_colleagues_of_their_team_hear_it_quietly_and_once(cast: Cast, run_jobs: Run) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    mei, gone = (make_staff(name, teams=["cs1"], email=f"{name}@shop.example") for name in ("mei", "gone"))
    Staff.objects.filter(pk=gone.pk).update(is_active=False)
    praise = make_praise("小林很棒，谢谢", by=cast.chen.party)
    run_jobs()
    share_praise(praise.pk)
    assert (told_of("praise_shared"), told_of("colleague_praised")) == (["lin"], ["mei"])
    notice = Notice.objects.get(code="colleague_praised")
    assert (notice.path, notice.said) == (f"/desk/praise/#praise-{praise.pk}", {"owner": "林晓"})
    assert [row.text for row in notices_of(mei).rows] == ["林晓收到一条表扬"]
    assert Outbound.objects.count() == 1, "a letter to Lin only"


def test_who_wants_no_bell_for_colleagues_finds_it_among_the_read(cast: Cast, run_jobs: Run) -> None:
    Wish.objects.create(staff=cast.chen, ways={"colleague_praised": {"bell": False}})
    make_praise("小林很棒，谢谢")
    run_jobs()
    assert Notice.objects.get(code="colleague_praised", staff=cast.chen).read_at is not None


def test_who_is_named_later_has_colleagues_who_hear_it_too(cast: Cast, run_jobs: Run) -> None:
    mei = make_staff("mei", teams=["cs2"])
    praise = make_praise("小林很棒，谢谢", by=cast.chen.party)
    run_jobs()
    assert told_of("colleague_praised") == []
    say_who_is_meant(praise, people=[cast.dan])
    run_jobs()
    assert told_of("colleague_praised") == [mei.username]
    assert told_of("praise_shared") == ["lin", "dan"]


@pytest.mark.parametrize(("stars", "word"), [(5, ""), (5, "好"), (4, "小林很棒，很耐心")])
def test_a_rating_alone_is_no_praise(cast: Cast, run_jobs: Run, stars: int, word: str) -> None:
    confirm(offered(cast), stars, word)
    run_jobs()
    assert not Praise.objects.exists()


@pytest.mark.parametrize(
    ("word", "is_kept"),
    [
        ("核对无误。", False),
        ("粥好了，稠的", False),
        ("定了第二档", False),
        ("谢谢，收到了", True),
        ("许诺很细心", True),
        ("哈哈，林晓这招可以", True),
        ("其实我就想知道是不是有人管，这回有人管", True),
    ],
)
def test_that_it_is_done_is_no_praise_yet(cast: Cast, run_jobs: Run, word: str, is_kept: bool) -> None:
    """Kind words, a colleague's name, or much that was said."""
    confirm(offered(cast), 5, word)
    run_jobs()
    assert Praise.objects.exists() is is_kept


def test_answered_praise_goes_to_the_wall_and_withdrawn_praise_does_not(cast: Cast, run_jobs: Run) -> None:
    kind, taken_back = make_ticket("表扬小林，太耐心了"), make_ticket("表扬小林")
    Ticket.objects.update(category=Category.objects.get(code="praise"))
    kind.refresh_from_db()
    reply_and_close(kind, text="谢谢您！", by=cast.lin.party)
    close_withdrawn(taken_back, reason="客户说不用了", by=cast.lin.party)
    run_jobs()
    praise = Praise.objects.get()
    assert (praise.words, praise.origin, praise.source) == ("表扬小林，太耐心了", f"ticket:{kind.pk}", "ticket")


def test_an_answered_suggestion_is_no_praise(cast: Cast, run_jobs: Run) -> None:
    ticket = make_ticket("建议加层泡沫")
    Ticket.objects.update(category=Category.objects.get(code="suggestion"))
    reply_and_close(Ticket.objects.get(pk=ticket.pk), text="谢谢您！", by=cast.lin.party)
    run_jobs()
    assert not Praise.objects.exists()


def test_the_groups_hear_it_where_the_house_wants_it(cast: Cast, run_jobs: Run) -> None:
    make_robot()
    make_praise("小林很棒")
    change_setting("praise.robots", True, by=SYSTEM)
    Customer.objects.filter(pk=cast.liu.pk).update(name="刘小满")
    loud = make_praise("小林真的很棒，我是刘小满，我的电话 13800001234，家在幸福路12号", customer=cast.liu)
    share_praise(loud.pk)
    said = RobotMessage.objects.get().said
    assert (said["title"], said["code"]) == ("有客户夸林晓", "praise_shared")
    assert not any(known in str(said) for known in ("13800001234", "刘小满", "幸福路"))
    assert "刘小满" not in Notice.objects.filter(code="praise_shared").latest("pk").said["text"]
    share_praise(loud.pk)
    assert RobotMessage.objects.count() == 1
