"""The settings screens for promised times."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Grade
from huisheng.stages.sla.models import EscalationChain, ServicePolicy
from huisheng.stages.sla.tests.make import always, make_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGES = (
    ("policies", ()),
    ("new_policy", ()),
    ("policy_trial", ()),
    ("policy", ("ryg_red",)),
    ("policy_history", ("ryg_red",)),
    ("policy_family", ("P-RYG",)),
    ("chains", ()),
    ("new_chain", ()),
    ("chain", ("standard",)),
)


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def living(code: str) -> ServicePolicy:
    return ServicePolicy.objects.get(code=code, retired_at=None)


def answers(**changes: Any) -> dict[str, Any]:
    """A filled-in form: 12 minutes to the first response for red feedback."""
    return {
        "name": "红色:更快", "name_en": "", "calendar": always().pk, "scheme": "", "condition": "", "source": "", "note": "",
        "rank": "0", "enabled": "1", "promise-TOTAL_FORMS": "2", "promise-INITIAL_FORMS": "0",
        "promise-0-kind": "first_response", "promise-0-grade_code": "red", "promise-0-amount": "12",
        "promise-0-unit": "minute", "promise-0-warn0_when": "50% 80%", "promise-0-warn0_tell": ["assignee"],
        "promise-0-warn0_ways": ["app"], "promise-0-warn1_when": "60 分钟", "promise-0-warn1_tell": ["supervisor"],
        "promise-0-warn1_ways": ["app", "email"], "promise-0-breach_tells": ["assignee", "supervisor"],
        "promise-1-kind": "first_response", "promise-1-unit": "minute", "promise-1-warn0_when": "50% 80%",
        "promise-1-warn0_tell": ["assignee"], "promise-1-warn0_ways": ["app"],
        "promise-1-breach_tells": ["assignee", "supervisor"],
        **changes,
    }  # fmt: skip


def edited(**changes: Any) -> dict[str, Any]:
    """The same for a policy that had two lines: the second one goes."""
    return answers(**{"based_on": "1", "promise-INITIAL_FORMS": "2", "promise-1-DELETE": "on", **changes})


@pytest.mark.parametrize(("page", "args"), PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_shows(admin: Client, page: str, args: tuple[str, ...], language: str) -> None:
    Staff.objects.update(language=language)
    response = admin.get(reverse(f"settings:{page}", args=args))
    assert response.status_code == 200
    assert b"style=" not in response.content


@pytest.mark.parametrize(("page", "args"), PAGES)
def test_only_who_may_change_settings_comes_in(client: Client, cast: Cast, page: str, args: tuple[str, ...]) -> None:
    address = reverse(f"settings:{page}", args=args)
    assert client.get(address).status_code == 302
    for staff in (cast.lin, cast.chen, cast.wang):
        client.force_login(staff)
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("page", ["policy_state", "policy_retirement"])
def test_changes_are_posts_by_those_who_may(client: Client, cast: Cast, page: str) -> None:
    address = reverse(f"settings:{page}", args=["ryg_red"])
    client.force_login(cast.chen)
    assert client.post(address, {"enabled": "0"}).status_code == 403
    client.force_login(cast.admin)
    assert client.get(address).status_code == 405
    assert living("ryg_red").enabled


def test_a_policy_is_switched_with_one_click_from_the_list(admin: Client) -> None:
    admin.post(reverse("settings:policy_state", args=["ryg_red"]), {"enabled": "0"})
    assert not living("ryg_red").enabled
    admin.post(reverse("settings:policy_state", args=["ryg_red"]), {"enabled": "1"})
    assert living("ryg_red").enabled
    assert SettingChange.objects.filter(subject="sla.ServicePolicy:ryg_red").count() == 2


def test_a_policy_without_a_time_is_not_switched_on(admin: Client) -> None:
    admin.post(reverse("settings:policy_state", args=["nu_critical"]), {"enabled": "1"})
    assert not living("nu_critical").enabled


def test_a_new_policy_is_written_down(admin: Client) -> None:
    response = admin.post(
        reverse("settings:new_policy"), answers(code="faster", channel=["web", "email"], category=["complaint"])
    )
    assert response.status_code == 302
    policy = living("faster")
    (row,) = policy.commitments.all()
    assert (row.kind, row.grade_code, row.amount, row.unit) == ("first_response", "red", 12, "minute")
    assert row.warn == [
        {"percent": 50, "tell": ["assignee"]},
        {"percent": 80, "tell": ["assignee"]},
        {"minutes": 60, "tell": ["supervisor"], "ways": ["app", "email"]},
    ]
    assert policy.condition == {
        "all": [
            {"field": "category", "op": "in", "value": ["complaint"]},
            {"field": "channel", "op": "in", "value": ["web", "email"]},
        ]
    }


def test_an_edit_becomes_the_next_version(admin: Client) -> None:
    response = admin.post(reverse("settings:policy", args=["ryg_red"]), edited())
    assert response.status_code == 302
    assert living("ryg_red").version == 2
    assert [row.amount for row in living("ryg_red").commitments.all()] == [12]


def test_a_line_can_be_removed(admin: Client) -> None:
    make_policy(promise(), promise("resolve", 4, "hour"), code="two")
    assert admin.post(reverse("settings:policy", args=["two"]), edited()).status_code == 302
    assert [row.kind for row in living("two").commitments.all()] == ["first_response"]


@pytest.mark.parametrize("code", ["ryg_red", "channel_online", "core_customer", "levels_2", "reg_wechat_pay", "full"])
def test_saving_without_a_change_keeps_every_promise(admin: Client, code: str) -> None:
    if code == "full":
        make_full()
    before = living(code)
    address = reverse("settings:policy", args=[code])
    assert admin.post(address, untouched(admin.get(address).content.decode())).status_code == 302
    columns = (
        "kind", "grade_code", "amount", "unit", "overrides", "breach_tells", "target_percent", "chain", "pauses_in",
    )  # fmt: skip
    after = living(code)
    assert after.version == before.version + 1
    assert list(after.commitments.values(*columns)) == list(before.commitments.values(*columns))
    steps = [{(str(step), *sorted(step["tell"])) for step in row.warn} for row in after.commitments.all()]
    assert steps == [{(str(step), *sorted(step["tell"])) for step in row.warn} for row in before.commitments.all()]
    kept = ("scheme", "calendar", "note", "valid_from", "valid_until", "source", "verified_on", "family")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def make_full() -> None:
    """A policy that says everything a policy can say."""
    warn = [
        {"percent": 80, "tell": ["assignee", "first_owner"]},
        {"minutes": 30, "before": True, "tell": ["supervisor", "role:agent"], "ways": ["email", "robot"]},
        {"minutes": 200, "tell": ["department_head"]},
    ]
    make_policy(
        promise("regulator_reply", 3, "end_of_day", warn=warn, chain=EscalationChain.objects.get(), pauses_in=[]),
        promise("resolve", 2, "work_day", pauses_in=["waiting_department"], target_percent=95, overrides=True),
        promise("progress_update", 0, "end_of_day", breach_tells=[], grade_code="red"),
        code="full",
        valid_from=date(2026, 12, 1),
        valid_until=date(2027, 6, 30),
        source="某办法",
        verified_on=date(2026, 11, 1),
    )


class Fields(HTMLParser):
    """What a browser would send for the form with `data-guard`, untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside, self.name, self.text = False, "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = "data-guard" in given
        if tag in ("select", "textarea", "input"):
            self.name, self.text = given.get("name") or "", tag == "textarea"
        ticked = "checked" in given or given.get("type") not in ("checkbox", "radio")
        if (tag == "input" and ticked) or (tag == "option" and "selected" in given):
            self.keep(given.get("value") or ("on" if given.get("type") == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.keep(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self.text = self.text and tag != "textarea"
        self.inside = self.inside and tag != "form"

    def keep(self, value: str) -> None:
        if self.inside and self.name:
            self.sent.setdefault(self.name, []).append(value)


def untouched(page: str) -> dict[str, list[str]]:
    """Empty text inputs are sent as nothing."""
    return {name: values for name, values in Fields(page).sent.items() if values not in (["null"], [""])}


@pytest.mark.parametrize(
    "changes",
    [
        {"promise-0-amount": "0"},
        {"promise-0-warn0_when": "whenever"},
        {"promise-0-warn1_when": "100%"},
        {"promise-0-warn1_tell": []},
        {"promise-0-pauses": "these"},
        {"valid_from": "2027-01-01", "valid_until": "2026-01-01"},
        {"condition": '{"field": "moon", "op": "is", "value": "full"}'},
        {"condition": "{not json"},
        {"based_on": "7"},
        {"name": ""},
    ],
)
def test_what_cannot_be_promised_comes_back_with_the_reason(admin: Client, changes: dict[str, str]) -> None:
    response = admin.post(reverse("settings:policy", args=["ryg_red"]), edited(**changes))
    assert response.status_code == 200
    assert b'class="hs-error"' in response.content or b'role="alert"' in response.content
    assert living("ryg_red").version == 1


def test_nothing_typed_is_lost_when_something_is_wrong(admin: Client) -> None:
    """The line at fault is open, with its error beside the field and every other word still there."""
    wrong = edited(**{"promise-0-warn1_when": "eventually", "promise-0-amount": "37", "name": "写了一半"})
    page = admin.post(reverse("settings:policy", args=["ryg_red"]), wrong).content.decode()
    assert all(f'value="{typed}"' in page for typed in ("eventually", "37", "写了一半"))
    line = page[page.index("data-promise") - 60 :]
    assert "open" in line[:60]
    assert "id_promise-0-warn1_when_error" in page


def test_24_00_of_the_same_day_is_the_only_time_that_may_be_nought(admin: Client) -> None:
    address = reverse("settings:policy", args=["ryg_red"])
    admin.post(address, edited(**{"promise-0-amount": "0", "promise-0-unit": "end_of_day"}))
    (row,) = living("ryg_red").commitments.all()
    assert (row.amount, row.unit) == (0, "end_of_day")


def test_a_taken_code_is_refused(admin: Client) -> None:
    response = admin.post(reverse("settings:new_policy"), answers(code="ryg_red"))
    assert response.status_code == 200
    assert living("ryg_red").version == 1


def test_the_history_names_versions_and_people(admin: Client, cast: Cast) -> None:
    admin.post(reverse("settings:policy", args=["ryg_red"]), edited())
    page = admin.get(reverse("settings:policy_history", args=["ryg_red"])).content.decode()
    assert "15 分钟内首响" in page
    assert "12 分钟内首响" in page
    assert cast.admin.name in page


def test_a_retired_policy_leaves_the_list_and_keeps_its_history(admin: Client) -> None:
    admin.post(reverse("settings:policy_retirement", args=["ryg_red"]))
    assert "ryg_red" not in admin.get(reverse("settings:policies")).content.decode()
    assert admin.get(reverse("settings:policy", args=["ryg_red"])).status_code == 404
    assert admin.get(reverse("settings:policy_history", args=["ryg_red"])).status_code == 200


def test_trying_out_tells_the_times_and_the_reason(admin: Client) -> None:
    red = Grade.objects.get(scheme__code="ryg", code="red")
    wishes = {"grade": str(red.pk), "at": "2026-11-23T10:00"}
    page = admin.get(reverse("settings:policy_trial"), wishes).content.decode()
    assert "10:15" in page
    assert "15 分钟内首响" in page


@pytest.mark.parametrize("query", [{"grade": "x"}, {"at": "tomorrow"}, {"channel": "99999999"}])
def test_trying_out_nonsense_says_what_is_wrong(admin: Client, query: dict[str, str]) -> None:
    response = admin.get(reverse("settings:policy_trial"), query)
    assert response.status_code == 200
    assert b"hs-error" in response.content


def test_the_list_costs_the_same_for_many_policies(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_policy(code=f"more{number}")
    admin.get(reverse("settings:policies"))
    with django_assert_max_num_queries(18):
        admin.get(reverse("settings:policies"))
