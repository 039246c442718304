from typing import Any

import pytest
from django.db import transaction

from huisheng.core.base.actions import SettingRefused, change_setting, record_change
from huisheng.core.base.house import BY_KEY, house, house_all, house_secret
from huisheng.core.base.models import Setting, SettingChange
from huisheng.kit.party import SYSTEM, Party

pytestmark = pytest.mark.django_db
ADMIN = Party("staff", 7, "方敏")


def test_it_answers_the_default_until_the_house_says_otherwise() -> None:
    assert house("house.name") == "回声"
    change_setting("house.name", "禾屿生活", by=ADMIN)
    assert house("house.name") == "禾屿生活"
    assert house_all()["house.name"] == "禾屿生活"
    assert house_all()["form.upload_mb"] == 20


def test_it_writes_who_changed_what_from_what() -> None:
    change_setting("form.upload_count", 3, by=ADMIN)
    change = SettingChange.objects.get()
    assert (change.subject, change.before, change.after) == ("form.upload_count", 9, 3)
    assert change.by == Party("staff", 7)


def test_it_writes_nothing_when_nothing_changes() -> None:
    change_setting("form.upload_count", 9, by=ADMIN)
    assert not SettingChange.objects.exists()
    assert not Setting.objects.exists()


def test_it_seals_secrets_and_stars_them_in_the_audit() -> None:
    change_setting("mail.password", "莲花-lotus-8", by=ADMIN)
    stored = Setting.objects.get(key="mail.password").value
    assert "lotus" not in stored
    assert house_secret("mail.password") == "莲花-lotus-8"
    assert [(c.before, c.after) for c in SettingChange.objects.all()] == [("", "***")]


def test_it_forgets_a_secret_that_is_emptied() -> None:
    change_setting("mail.password", "lotus", by=ADMIN)
    change_setting("mail.password", "", by=ADMIN)
    assert house_secret("mail.password") == ""
    assert SettingChange.objects.latest("id").after == ""


def test_it_opens_only_secrets_as_secrets() -> None:
    with pytest.raises(ValueError, match="no secret"):
        house_secret("house.name")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("form.upload_mb", "twenty"),
        ("form.upload_mb", -1),
        ("form.upload_mb", True),
        ("form.anonymous", 1),
        ("house.name", None),
        ("mail.security", "ssl3"),
    ],
)
def test_it_refuses_values_that_cannot_be(key: str, value: Any) -> None:
    with pytest.raises(SettingRefused) as refusal:
        change_setting(key, value, by=SYSTEM)
    assert str(BY_KEY[key].label) in str(refusal.value)
    assert house(key) == BY_KEY[key].default


def test_it_does_not_know_other_keys() -> None:
    with pytest.raises(KeyError):
        change_setting("house.nmae", "x", by=SYSTEM)


def test_the_audit_goes_when_the_change_goes() -> None:
    with transaction.atomic():
        record_change("triage.GradeRule:1", before=None, after={"name": "破损"}, by=ADMIN)
        transaction.set_rollback(True)
    assert not SettingChange.objects.exists()


@pytest.mark.parametrize("key", ["closure.wait_hours", "closure.gap_hours", "closure.tries", "form.upload_mb"])
def test_no_number_is_beyond_any_calendar(key: str) -> None:
    with pytest.raises(SettingRefused):
        change_setting(key, 10**9, by=SYSTEM)
