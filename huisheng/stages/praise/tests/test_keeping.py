import pytest

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.praise.actions import PraiseEmpty, keep_praise, note_shared
from huisheng.stages.praise.models import Praise
from huisheng.stages.praise.tests.make import make_praise
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def people(praise: Praise) -> set[str]:
    return set(praise.people.values_list("name", flat=True))


def test_it_is_about_whom_its_words_name(cast: Cast) -> None:
    ticket = make_ticket("小丹很棒", customer=cast.liu, assignee=cast.lin, team=cast.cs1)
    praise = make_praise("小丹很棒，仓库王姐也辛苦了", ticket=ticket)
    assert people(praise) == {"丹青", "王姐"}
    assert (praise.customer, praise.team, praise.looked_at) == (cast.liu, cast.cs1, None)
    assert Event.objects.get(kind="praise_kept").payload == {"praise": praise.pk}


def test_where_nobody_is_named_it_is_who_had_the_ticket(cast: Cast) -> None:
    assert people(make_praise(ticket=make_ticket(assignee=cast.lin))) == {"林晓"}
    assert people(make_praise(ticket=make_ticket())) == set()
    assert people(make_praise()) == set()


def test_a_nickname_that_fits_many_means_who_worked_on_it(cast: Cast) -> None:
    for login, name in (("lin2", "林一"), ("lin3", "林二"), ("lin4", "林三")):
        make_staff(login, name=name, teams=["cs1"])
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    assert people(make_praise("小林很棒", ticket=ticket)) == {"林晓"}
    assert people(make_praise("小林很棒")) == set()


def test_who_is_said_to_be_meant_is_meant(cast: Cast) -> None:
    praise = make_praise("小丹很棒", people=[cast.lin], ticket=make_ticket(team=cast.cs2))
    assert people(praise) == {"林晓"}
    assert praise.looked_at == praise.at


def test_a_praise_without_ticket_goes_to_the_team_of_the_praised(cast: Cast) -> None:
    praise = make_praise("谢谢小林", customer=cast.zhao)
    assert (praise.team, praise.customer) == (cast.cs1, cast.zhao)


def test_who_left_is_not_named(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(is_active=False)
    assert people(make_praise("谢谢林晓")) == set()
    assert people(make_praise("谢谢", ticket=make_ticket(assignee=Staff.objects.get(pk=cast.lin.pk)))) == set()


def test_the_same_origin_twice_is_once() -> None:
    first = make_praise(origin="confirmation:4")
    assert make_praise("别的话", origin="confirmation:4") == first
    assert Praise.objects.get().words == "处理得又快又耐心，谢谢"


def test_praise_has_words() -> None:
    with pytest.raises(PraiseEmpty):
        keep_praise(words=" ", source=Praise.Source.SURVEY, origin="response:1", by=SYSTEM)


def test_it_is_shared_once() -> None:
    praise = make_praise()
    assert note_shared(praise)
    assert not note_shared(praise)
