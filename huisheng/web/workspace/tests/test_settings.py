"""All screens below /settings/, whichever room they come from."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import record_change
from huisheng.core.base.house import BY_KEY, house, house_secret
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.actions import rename_tag, switch_scheme
from huisheng.core.catalogue.models import GradingScheme, Tag
from huisheng.stages.triage.actions import switch_rule
from huisheng.stages.triage.models import GradeRule
from huisheng.web.workspace.audit import audit_rows
from huisheng.web.workspace.house_form import SECTIONS, HouseForm, name_of
from huisheng.web.workspace.settings_urls import urlpatterns
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def patterns(found: list[URLPattern | URLResolver]) -> list[URLPattern]:
    deeper = [one for each in found if isinstance(each, URLResolver) for one in patterns(each.url_patterns)]
    return [one for one in found if isinstance(one, URLPattern)] + deeper


ALL = patterns(urlpatterns)
PLACES = sorted(one.name for one in ALL if one.name and not one.pattern.converters)


def whole_form() -> dict[str, Any]:
    """What a browser sends when the house form is saved untouched."""
    form = HouseForm()
    sent = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in sent.items() if value is not None and value is not False}
    return {name: value if isinstance(value, list) else str(value) for name, value in said.items()}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_every_place_shows_in_both_languages(client: Client, cast: Cast, place: str, language: str) -> None:
    Staff.objects.update(language=language)
    client.force_login(cast.admin)
    response = client.get(reverse(f"settings:{place}"))
    if response.status_code == 405:  # a place that only takes
        assert response.headers["Allow"] == "POST"
        return
    assert response.status_code == 200
    assert b"style=" not in response.content
    assert b"onclick" not in response.content


@pytest.mark.parametrize("place", PLACES)
def test_only_who_may_change_settings_comes_in(client: Client, cast: Cast, place: str) -> None:
    address = reverse(f"settings:{place}")
    assert answers(client, address) <= {302, 405}
    for outsider in (cast.lin, cast.chen, cast.wang):
        client.force_login(outsider)
        assert 403 in answers(client, address) <= {403, 405}


def answers(client: Client, address: str) -> set[int]:
    return {client.get(address).status_code, client.post(address, {"name": "x"}).status_code}


def test_every_view_names_the_right_it_needs() -> None:
    assert {getattr(one.callback, "right_needed", "none") for one in ALL} == {"settings"}


def test_the_house_saves_what_changed_and_nothing_else(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    sent = {**whole_form(), "house_name": "禾屿生活", "form_upload_mb": "8", "form_anonymous": "on"}
    assert client.post(reverse("settings:house"), sent).status_code == 302
    assert (house("house.name"), house("form.upload_mb"), house("form.anonymous")) == ("禾屿生活", 8, True)
    changed = set(SettingChange.objects.filter(by_id=cast.admin.pk).values_list("subject", flat=True))
    assert changed == {"house.name", "form.upload_mb", "form.anonymous"}


def test_a_mail_password_goes_in_and_never_comes_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    client.post(reverse("settings:house"), {**whole_form(), "mail_password": "莲花 lotus"})
    assert house_secret("mail.password") == "莲花 lotus"
    shown = client.get(reverse("settings:house")).content.decode()
    assert "lotus" not in shown
    assert str(house("mail.password")) not in shown
    client.post(reverse("settings:house"), whole_form())
    assert house_secret("mail.password") == "莲花 lotus"
    client.post(reverse("settings:house"), {**whole_form(), "mail_password_forget": "on"})
    assert house_secret("mail.password") == ""
    assert "lotus" not in str(list(SettingChange.objects.values()))


@pytest.mark.parametrize(
    ("field", "value"),
    [("form_upload_mb", "-3"), ("mail_security", "ssl3"), ("mail_sender", "us"), ("house_public_url", "ftp://x")],
)
def test_the_house_refuses_nonsense_at_its_field(client: Client, cast: Cast, field: str, value: str) -> None:
    client.force_login(cast.admin)
    response = client.post(reverse("settings:house"), {**whole_form(), field: value})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not SettingChange.objects.filter(by_id=cast.admin.pk).exists()


def test_the_form_has_a_field_for_every_setting_in_a_named_section() -> None:
    form = HouseForm()
    shown = {bound.name for _section, _title, bounds in form.sections() for bound in bounds}
    assert {name_of(setting) for setting in BY_KEY.values()} <= shown
    assert {setting.section for setting in BY_KEY.values()} == set(SECTIONS)


def test_the_change_log_reads_as_words(client: Client, cast: Cast) -> None:
    rename_tag(Tag.objects.get(code="damaged"), name="摔坏了", name_en="Damaged", by=cast.chen.party)
    rows, _after = audit_rows(size=1)
    assert (rows[0].who, rows[0].what) == ("陈蔚", "标签 摔坏了")
    assert [(change.name, change.before, change.after) for change in rows[0].changes] == [("名称", "破损", "摔坏了")]
    client.force_login(cast.admin)
    assert "摔坏了" in client.get(reverse("settings:audit")).content.decode()


def test_the_change_log_names_what_was_only_switched(cast: Cast) -> None:
    scheme = GradingScheme.objects.get(code="levels")
    switch_scheme(scheme, True, cast.chen.party)
    rule = GradeRule.objects.order_by("pk")[0]
    switch_rule(rule, enabled=False, by=cast.chen.party)
    assert [row.what for row in audit_rows(size=2)[0]] == [f"分级规则 {rule.name}", f"分级方案 {scheme.name}"]


def test_the_change_log_tells_promises_and_conditions_as_sentences(cast: Cast) -> None:
    told = {"kind": "first_response", "amount": 15, "unit": "minute", "warn": []}
    sooner, warned = told | {"amount": 10}, told | {"warn": [{"percent": 50, "tell": ["assignee"]}]}
    asks = {"field": "text", "op": "has_any", "value": ["猫"]}
    facts = [{"commitments": [one], "condition": {}} for one in (told, sooner)]
    record_change("sla.ServicePolicy:x", before=facts[0], after=facts[1] | {"condition": asks}, by=cast.chen.party)
    condition, promises = audit_rows(size=1)[0][0].changes
    assert (promises.before, promises.after) == ("15 分钟内首响", "10 分钟内首响")
    assert "文字提到“猫”" in condition.after
    record_change("sla.ServicePolicy:x", before=facts[0], after={"commitments": [warned]}, by=cast.chen.party)
    assert "percent: 50" in audit_rows(size=1)[0][0].changes[0].after, "where the sentence is the same, all of it"


def test_the_change_log_pages_without_gaps(cast: Cast) -> None:
    tag = Tag.objects.get(code="damaged")
    for number in range(5):
        rename_tag(tag, name=f"名 {number}", by=cast.chen.party)
    seen, cursor = [], ""
    while True:
        rows, after = audit_rows(cursor, size=2)
        seen += [row.changes for row in rows]
        if not after:
            break
        cursor = after
    assert len(seen) == SettingChange.objects.count()
    assert [changes[0].after for changes in seen[:5]] == ["名 4", "名 3", "名 2", "名 1", "名 0"]
