"""Screens on the wall: what a link shows and what it never shows, who makes and revokes it, when it ends."""

import re
from datetime import timedelta
from urllib.parse import urlparse

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.models import SettingChange
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.insight.actions import NotYourTeam, WallRefused, create_wall, note_seen, revoke_wall
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.walls import wall_by_secret, walls_of
from huisheng.web.workspace.views import wall as views
from tests.cast import Cast

from .make import RED, arrive, desk

pytestmark = pytest.mark.django_db
SAID = "漏发了配件，急等着用"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def urgent(cast: Cast) -> Ticket:
    ticket = arrive(SAID, name="刘小花", phone="13800001234")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return ticket


def link(cast: Cast, **changes: object) -> str:
    _wall, secret = create_wall("三楼", **{"team": None, "by": cast.admin, **changes})  # type: ignore[arg-type]
    return f"/wall/{secret}/"


def test_a_link_shows_numbers_and_masked_names_without_a_login(cast: Cast, urgent: Ticket) -> None:
    answer = Client().get(link(cast))
    page = answer.content.decode()
    assert answer.status_code == 200
    for word in ("超时", "等首响", "1 小时内到期", "刘*", urgent.number[-4:], "首响", "网页表单", "将到期"):
        assert word in page, word
    assert re.search(r"<dt>等首响</dt><dd>1</dd>", page)


def test_it_never_shows_names_words_numbers_or_a_way_in(cast: Cast, urgent: Ticket) -> None:
    for path, headers in ((link(cast), {}), (link(cast), HTMX)):
        page = Client().get(path, headers=headers).content.decode()
        for word in (
            "刘小花",
            "小花",
            "1234",
            SAID,
            "急等着用",
            urgent.number,
            "林晓",
            "陈蔚",
            "/desk/",
            "csrf",
            "data-events",
        ):
            assert word not in page, word


def test_browsers_and_search_engines_keep_and_tell_nothing(cast: Cast) -> None:
    answer = Client().get(link(cast))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_it_is_read_only(cast: Cast, urgent: Ticket) -> None:
    path = link(cast)
    for method in ("post", "put", "delete"):
        assert getattr(Client(), method)(path).status_code == 405


def test_a_team_s_screen_counts_that_team_only(cast: Cast, urgent: Ticket) -> None:
    assert "<dt>等首响</dt><dd>1</dd>" in Client().get(link(cast, team=cast.cs1)).content.decode()
    page = Client().get(link(cast, team=cast.cs2)).content.decode()
    assert "<dt>等首响</dt><dd>0</dd>" in page
    assert "刘*" not in page
    assert "没有超时，1 小时内也没有到期的。" in page
    assert "客服二组" in page


def test_only_the_fragment_is_swapped(cast: Cast, urgent: Ticket) -> None:
    part = Client().get(link(cast), headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div id="wall"')
    assert "<script" not in part
    assert 'hx-trigger="live, every 10s"' in part


def test_a_revoked_link_shows_nothing_and_says_so(cast: Cast, urgent: Ticket) -> None:
    wall, secret = create_wall("三楼", team=None, by=cast.admin)
    revoke_wall(wall, by=cast.admin)
    revoke_wall(wall, by=cast.admin)
    answer = Client().get(f"/wall/{secret}/")
    assert answer.status_code == 404
    assert "这个大屏链接已停用、已过期，或没有复制完整。" in answer.content.decode()
    assert SettingChange.objects.filter(subject=f"insight.Wall:{wall.pk}").count() == 2
    assert not Wall.objects.filter(digest__contains=secret).exists()


def test_a_link_runs_out_after_a_year_unless_it_is_for_ever(cast: Cast) -> None:
    year, secret = create_wall("一年", team=None, by=cast.admin)
    ever, other = create_wall("长期", team=None, by=cast.admin, for_ever=True)
    later = timezone.now() + timedelta(days=366)
    assert wall_by_secret(secret) == year
    assert wall_by_secret(secret, at=later) is None
    assert wall_by_secret(other, at=later) == ever


@pytest.mark.parametrize("guess", ["x", "", "a" * 43, "%00", "../desk"])
def test_a_guess_opens_nothing(cast: Cast, urgent: Ticket, guess: str) -> None:
    link(cast)
    answer = Client().get(f"/wall/{guess}/")
    assert answer.status_code in {400, 404}
    assert "刘*" not in answer.content.decode()


def test_guessing_is_limited_and_good_links_are_not_kept_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "GUESSES", 3)
    client, path = Client(), link(cast)
    statuses = [client.get(f"/wall/guess-{n}/").status_code for n in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert client.get(path).status_code == 200


def test_looking_is_limited_for_each_link(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LOOKS", 2)
    first, second = link(cast), link(cast)
    assert [Client().get(first).status_code for _n in range(3)] == [200, 200, 429]
    assert Client().get(second).status_code == 200


def test_it_remembers_that_a_screen_shows_it(cast: Cast) -> None:
    wall, secret = create_wall("三楼", team=None, by=cast.admin)
    Client().get(f"/wall/{secret}/")
    wall.refresh_from_db()
    seen = wall.seen_at
    assert seen
    note_seen(wall)
    wall.refresh_from_db()
    assert wall.seen_at == seen  # not a write per look


def test_one_makes_links_for_what_one_may_see(cast: Cast) -> None:
    with pytest.raises(NotYourTeam):
        create_wall("全部", team=None, by=cast.chen)
    with pytest.raises(NotYourTeam):
        create_wall("别人的", team=cast.cs2, by=cast.chen)
    with pytest.raises(WallRefused):
        create_wall(" ", team=cast.cs1, by=cast.chen)
    wall, _secret = create_wall("我们的", team=cast.cs1, by=cast.chen)
    create_wall("别人的", team=cast.cs2, by=cast.admin)
    assert list(walls_of(cast.chen)) == [wall]
    assert walls_of(cast.admin).count() == 2


def test_the_address_is_shown_once_and_opens_the_screen(cast: Cast, urgent: Ticket) -> None:
    chen = desk(cast.chen)
    page = chen.post("/desk/walls/", {"name": "客服部三楼", "team": cast.cs1.pk}).content.decode()
    (address,) = re.findall(r'class="hs-secret">([^<]+)<', page)
    assert Client().get(urlparse(address).path).status_code == 200
    again = chen.get("/desk/walls/").content.decode()
    assert address not in again
    assert "客服部三楼" in again


def test_the_form_refuses_what_the_maker_may_not_see(cast: Cast) -> None:
    chen = desk(cast.chen)
    for team in (cast.cs2.pk, ""):
        answer = chen.post("/desk/walls/", {"name": "别处", "team": team})
        assert "has-error" in answer.content.decode()
    assert Wall.objects.count() == 0


def test_a_stranger_s_screen_cannot_be_revoked(cast: Cast) -> None:
    wall, _secret = create_wall("别人的", team=cast.cs2, by=cast.admin)
    assert desk(cast.chen).post(f"/desk/walls/{wall.pk}/revocation/").status_code == 404
    wall.refresh_from_db()
    assert wall.revoked_at is None
    assert desk(cast.admin).post(f"/desk/walls/{wall.pk}/revocation/").status_code == 302
    wall.refresh_from_db()
    assert wall.revoked_at


def test_the_own_screen_needs_a_login_and_hears_news(cast: Cast, urgent: Ticket) -> None:
    assert Client().get("/desk/wall/").status_code == 302
    page = desk(cast.chen).get(f"/desk/wall/?team={cast.cs1.pk}").content.decode()
    assert "data-events" in page
    assert f'hx-get="/desk/wall/?team={cast.cs1.pk}"' in page
    assert "刘*" in page
    assert "刘小花" not in page
    assert make_staff("agent").allows("numbers") is False


def test_a_screen_reads_well_in_english(cast: Cast, urgent: Ticket) -> None:
    page = Client(headers={"Accept-Language": "en"}).get(link(cast)).content.decode()
    for word in ("Overdue", "Waiting for a first answer", "What is most urgent", "soon due"):
        assert word in page
    assert RED[:2] not in page
