import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import SettingChange
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.tests.make import make_letter
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import UnknownVariable, WordingMissing, save_notice_template
from huisheng.watch.notify.forms import template_initial
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.tests.make import make_notice_template
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHECKS = ("enabled", "by_email")


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.admin)


@pytest.fixture
def template() -> NoticeTemplate:
    return make_notice_template()


def typed(template: NoticeTemplate, **changes: object) -> dict[str, object]:
    answers = template_initial(template) | changes
    return {name: "1" if name in CHECKS else value for name, value in answers.items() if value or name not in CHECKS}


def test_the_list_shows_every_notice(admin: Client) -> None:
    page = admin.get(reverse("settings:notice_templates")).content.decode()
    for template in NoticeTemplate.objects.all():
        assert reverse("settings:notice_template", args=[template.pk]) in page
        assert template.occasion != template.code, "people read when it is sent, not its code"
        assert template.occasion in page


def test_the_wording_can_be_changed_and_is_audited(admin: Client, template: NoticeTemplate) -> None:
    address = reverse("settings:notice_template", args=[template.pk])
    answer = admin.post(address, typed(template, subject="{number} 归您了"))
    assert answer.status_code == 302
    template.refresh_from_db()
    assert template.subject == "{number} 归您了"
    change = SettingChange.objects.latest("id")
    assert change.after == {"subject": "{number} 归您了"}


def test_it_can_be_switched_off(admin: Client, template: NoticeTemplate) -> None:
    admin.post(reverse("settings:notice_template", args=[template.pk]), typed(template, enabled=""))
    template.refresh_from_db()
    assert not template.enabled
    assert template.by_email


def test_an_unknown_variable_is_named_at_its_field(admin: Client, template: NoticeTemplate) -> None:
    address = reverse("settings:notice_template", args=[template.pk])
    page = admin.post(address, typed(template, body="您好 {nmae}")).content.decode()
    assert "{nmae}" in page
    template.refresh_from_db()
    assert "{nmae}" not in template.body


def test_saving_what_is_there_writes_nothing(template: NoticeTemplate) -> None:
    save_notice_template(template, by=SYSTEM, **template_initial(template))
    assert not SettingChange.objects.filter(subject__startswith="notify.").exists()


def test_bad_wording_is_refused_by_the_verb_too(template: NoticeTemplate) -> None:
    with pytest.raises(WordingMissing) as missing:
        save_notice_template(template, by=SYSTEM, body="  ")
    assert "body" in missing.value.fields
    with pytest.raises(UnknownVariable) as unknown:
        save_notice_template(template, by=SYSTEM, subject="{who}", body="{who} {what}")
    assert set(unknown.value.fields) == {"subject", "body"}


def test_the_preview_fills_what_is_typed_and_stores_nothing(admin: Client, template: NoticeTemplate) -> None:
    address = reverse("settings:notice_preview", args=[template.pk])
    page = admin.post(address, {"subject": "{customer} 来了", "body": "<b>{number}</b>"}).content.decode()
    assert "刘女士 来了" in page
    assert "&lt;b&gt;FB-20261121-1042&lt;/b&gt;" in page
    assert admin.get(address).status_code == 405
    before = template.subject
    template.refresh_from_db()
    assert template.subject == before


def test_the_outbox_shows_state_tries_and_error(admin: Client) -> None:
    make_letter(state="failed", tries=8, last_error="SMTPServerDisconnected: 再见")
    sent = make_letter("zhao@example.com", state="sent", via="console")
    page = admin.get(reverse("settings:outbox")).content.decode()
    assert "SMTPServerDisconnected: 再见" in page
    assert "l***@example.com" in page
    assert "liu@example.com" not in page
    only = admin.get(reverse("settings:outbox"), {"state": "sent"}).content.decode()
    assert reverse("settings:outbound", args=[sent.pk]) in only
    assert "再见" not in only


def test_the_outbox_has_pages(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [make_letter() for _count in range(51)]
    page = admin.get(reverse("settings:outbox")).content.decode()
    assert "cursor=" in page
    assert f"/{letters[0].pk}/" not in page
    assert admin.get(reverse("settings:outbox"), {"state": "nonsense"}).status_code == 200


def test_a_letter_can_be_read_and_sent_again(admin: Client) -> None:
    letter = make_letter(text="配件今天寄出", state="failed", tries=8)
    page = admin.get(reverse("settings:outbound", args=[letter.pk])).content.decode()
    assert "配件今天寄出" in page
    assert admin.get(reverse("settings:outbound_again", args=[letter.pk])).status_code == 405
    assert admin.post(reverse("settings:outbound_again", args=[letter.pk])).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (Outbound.State.WAITING, 0)


def test_only_those_who_may_change_settings_get_in(cast: Cast, template: NoticeTemplate) -> None:
    letter = make_letter()
    for staff in (cast.lin, cast.chen, cast.wang):
        client = signed_in(staff)
        for address in (
            reverse("settings:notice_templates"),
            reverse("settings:notice_template", args=[template.pk]),
            reverse("settings:outbox"),
            reverse("settings:outbound", args=[letter.pk]),
        ):
            assert client.get(address).status_code == 403, (staff, address)
        assert client.post(reverse("settings:outbound_again", args=[letter.pk])).status_code == 403
    assert Client().get(reverse("settings:outbox")).status_code == 302
