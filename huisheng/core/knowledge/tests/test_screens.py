import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huisheng.core.knowledge.folders import FOLDERS, folder_label, folder_rank
from huisheng.core.knowledge.models import ReplyTemplate
from tests.cast import Cast

from .make import make_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def test_wording_is_added_and_changed(admin: Client) -> None:
    sent = {
        "name": "问候",
        "code": "hello",
        "body": "{customer}，您好！",
        "rank": "0",
        "active": "on",
        "folder": "hear",
    }
    assert admin.post(reverse("settings:new_reply_template"), sent).status_code == 302
    one = ReplyTemplate.objects.get(code="hello")
    admin.post(reverse("settings:reply_template", args=[one.pk]), {**sent, "active": "", "body": "{customer}，早！"})
    one.refresh_from_db()
    assert (one.body, one.active) == ("{customer}，早！", False)


def test_a_variable_nothing_fills_is_told_at_the_text(admin: Client) -> None:
    one = make_template()
    sent = {"name": "问候", "body": "{custmer}", "rank": "0"}
    page = admin.post(reverse("settings:reply_template", args=[one.pk]), sent).content.decode()
    assert 'id="id_body_error"' in page
    assert "{custmer}" in page


def test_folders_stand_in_the_order_of_a_talk_and_are_named_in_both_languages() -> None:
    shipped = set(ReplyTemplate.objects.values_list("folder", flat=True))
    assert shipped <= set(FOLDERS)
    assert sorted(["自己的", "thank", "hear"], key=folder_rank) == ["hear", "thank", "自己的"]
    assert folder_label("自己的") == "自己的"
    with translation.override("en"):
        assert make_template(folder="solve").folder_label == "Solutions"
