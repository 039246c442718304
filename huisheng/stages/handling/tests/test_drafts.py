"""Drafts: kept on every save, asked about when two devices write, gone when sent or forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting, store_file
from huisheng.core.base.models import File
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import (
    DraftGone,
    DraftNewer,
    DraftTooLong,
    forget_draft,
    forget_old_drafts,
    kept_files,
    put_into_draft,
    save_draft,
)
from huisheng.stages.handling.models import Draft, DraftFile
from huisheng.stages.handling.queries import drafts_of, drafts_on, files_of_drafts
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket(assignee=cast.lin, team=cast.cs1)


@pytest.fixture
def photo(db: None) -> File:
    return store_file(make_photo(), name="盒子.jpg")


def typed(ticket: Ticket, cast: Cast, text: str, *, version: int = 0, device: str = "laptop", **more: Any) -> Draft:
    draft = save_draft(
        ticket, staff=cast.lin, kind="reply", fields={"text": text}, version=version, device=device, **more
    )
    assert draft is not None
    return draft


def test_what_is_typed_is_kept_and_counted(cast: Cast, ticket: Ticket) -> None:
    first = typed(ticket, cast, "您好")
    second = typed(ticket, cast, "您好，已在", version=first.version)
    assert (first.version, second.version) == (1, 2)
    assert drafts_on(ticket, cast.lin)["reply"].fields == {"text": "您好，已在"}
    assert drafts_on(ticket, cast.chen) == {}


def test_each_form_has_a_draft_of_its_own(cast: Cast, ticket: Ticket) -> None:
    typed(ticket, cast, "您好")
    three = {"measure": "补发", "timing": "明天", "responsible": "林晓", "text": "", "csrf": "x"}
    save_draft(ticket, staff=cast.lin, kind="solution", fields=three, version=0)
    kept = drafts_on(ticket, cast.lin)
    assert set(kept) == {"reply", "solution"}
    assert kept["solution"].fields == {"measure": "补发", "timing": "明天", "responsible": "林晓", "text": ""}


def test_another_device_is_asked_and_nothing_is_overwritten(cast: Cast, ticket: Ticket) -> None:
    typed(ticket, cast, "在电脑上写的", device="laptop")
    with pytest.raises(DraftNewer):
        typed(ticket, cast, "在手机上写的", device="phone")
    assert drafts_on(ticket, cast.lin)["reply"].fields["text"] == "在电脑上写的"
    assert typed(ticket, cast, "在手机上写的", version=1, device="phone").version == 2, "who has read it may go on"


def test_a_save_whose_answer_was_lost_may_be_repeated(cast: Cast, ticket: Ticket) -> None:
    typed(ticket, cast, "您好", device="laptop")
    assert typed(ticket, cast, "您好，", version=0, device="laptop").version == 2


def test_a_draft_that_was_sent_elsewhere_does_not_rise_again(cast: Cast, ticket: Ticket) -> None:
    draft = typed(ticket, cast, "您好")
    forget_draft(ticket, staff_id=cast.lin.pk, kind="reply")
    with pytest.raises(DraftGone):
        typed(ticket, cast, "您好，", version=draft.version)
    assert not Draft.objects.exists()


def test_an_empty_one_goes_and_the_prefilled_name_is_no_word(cast: Cast, ticket: Ticket) -> None:
    draft = typed(ticket, cast, "您好")
    assert save_draft(ticket, staff=cast.lin, kind="reply", fields={"text": "  "}, version=draft.version) is None
    only = {"measure": "", "timing": "", "responsible": "林晓"}
    assert save_draft(ticket, staff=cast.lin, kind="solution", fields=only, version=0) is None
    assert not Draft.objects.exists()


def test_nothing_longer_than_a_message_is_kept(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(DraftTooLong):
        typed(ticket, cast, "长" * 20_001)


def test_files_are_kept_too_and_leave_with_the_words(cast: Cast, ticket: Ticket, photo: File) -> None:
    draft = typed(ticket, cast, "", files=[("盒子.jpg", photo), ("又一张.jpg", photo)])
    first, second = files_of_drafts([draft])[draft.pk]
    typed(ticket, cast, "", version=1, drop=[second.pk])
    assert kept_files(ticket, staff=cast.lin, kind="reply", wanted=[first.pk, second.pk]) == [("盒子.jpg", photo)]
    assert kept_files(ticket, staff=cast.chen, kind="reply", wanted=[first.pk]) == [], "nobody sends another's files"
    assert kept_files(ticket, staff=cast.lin, kind="note", wanted=[first.pk]) == []


def test_words_that_come_back_stand_before_what_was_typed_since(cast: Cast, ticket: Ticket, photo: File) -> None:
    typed(ticket, cast, "还有一句")
    draft = put_into_draft(
        ticket, staff=cast.lin, kind="reply", fields={"text": "今天补发"}, files=[("盒子.jpg", photo)]
    )
    assert draft.fields == {"text": "今天补发\n\n还有一句"}
    assert draft.files.count() == 1
    again = put_into_draft(ticket, staff=cast.lin, kind="note", fields={"text": "问过仓库"})
    assert (again.fields, again.version) == ({"text": "问过仓库"}, 2)


def test_what_nobody_touched_for_the_set_days_is_forgotten(cast: Cast, ticket: Ticket, photo: File) -> None:
    change_setting("desk.draft_days", 7, by=SYSTEM)
    now = timezone.now()
    typed(ticket, cast, "旧", files=[("盒子.jpg", photo)], at=now - timedelta(days=7, minutes=1))
    save_draft(ticket, staff=cast.chen, kind="reply", fields={"text": "新"}, version=0, at=now - timedelta(days=6))
    assert forget_old_drafts(at=now) == 1
    assert [one.staff for one in Draft.objects.all()] == [cast.chen]
    assert not DraftFile.objects.exists()


def test_my_drafts_are_listed_newest_first_as_long_as_i_may_see_the_ticket(cast: Cast, ticket: Ticket) -> None:
    other = make_ticket("又漏发了", assignee=cast.lin, team=cast.cs1)
    typed(ticket, cast, "第一句", at=timezone.now() - timedelta(hours=2))
    typed(other, cast, "第二句\n第三句")
    assert [one.excerpt for one in drafts_of(cast.lin)] == ["第二句 第三句", "第一句"]
    Ticket.objects.filter(pk=other.pk).update(assignee=cast.dan, team=cast.cs2)
    assert [one.ticket for one in drafts_of(cast.lin)] == [ticket]


def test_only_the_persons_own_screens_hear_of_it(cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(
        "huisheng.stages.handling.actions.drafts.push", lambda *topics, **more: told.append((topics, more))
    )
    typed(ticket, cast, "您好")
    more = {"kind": "draft", "ident": ticket.number, "device": "laptop", "version": 1}
    assert told == [((f"staff:{cast.lin.pk}",), more)]
