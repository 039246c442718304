"""Robots and absent people, told apart from people who are there."""

import pytest

from huisheng.kit.mail import parse_mail
from huisheng.kit.mail.tests.make import make_mail, make_multipart, make_part


@pytest.mark.parametrize(
    "headers",
    [
        b"Auto-Submitted: auto-replied\n",
        b"Auto-Submitted: auto-generated; x=y\n",
        b"X-Autoreply: yes\n",
        b"X-Autorespond: x\n",
        b"Precedence: auto_reply\n",
        b"Precedence: junk\nReferences: <a@house.example>\n",
        b"Precedence: bulk\nIn-Reply-To: <a@house.example>\n",
    ],
)
def test_headers_say_that_it_is_automatic(headers: bytes) -> None:
    assert parse_mail(make_mail(headers=headers)).auto_reply


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复:[#10086] 订单问题",
        "自动答复: 订单",
        "自動回覆：訂單",
        "假期自动回复",
        "[自动回复] 订单",
        "订单问题（自动回复）",
        "Automatic reply: Order",
        "Out of Office: Order",
        "Out of office",
        "Autoreply: Order",
        "Abwesenheitsnotiz: Order",
        "Réponse automatique : Order",
        "已读: 订单",
        "Read: Order",
        "Report domain: house.example Submitter: x",
    ],
)
def test_subjects_say_that_it_is_automatic(subject: str) -> None:
    assert parse_mail(make_mail(subject=subject)).auto_reply


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("订单问题", b"X-Auto-Response-Suppress: All\n"),
        ("订单问题", b"Auto-Submitted: no\n"),
        ("订单问题", b"Precedence: junk\n"),
        ("订单问题", b"Precedence: bulk\nList-Id: <users.lists.example>\nIn-Reply-To: <a@b>\n"),
        ("Re: 自动回复: 我们收到了您的反馈", b""),
        ("回复：自动回复：我们收到了您的反馈", b""),
        ("自动回复功能坏了", b""),
        ("关于自动回复的建议", b""),
        ("Automatic replying does not work", b""),
        ("Reading lamp broken", b""),
        ("Office chair out of stock", b""),
        ("已读不回，我要投诉", b""),
    ],
)
def test_people_are_people(subject: str, headers: bytes) -> None:
    assert not parse_mail(make_mail(subject=subject, headers=headers)).auto_reply


def test_receipts_and_answers_to_invitations_are_automatic() -> None:
    receipt = make_multipart(
        make_part("text/plain", b"read"),
        make_part("message/disposition-notification", b"Disposition: manual-action/MDN-sent-manually; displayed"),
        subtype=b"report; report-type=disposition-notification",
    )
    assert parse_mail(receipt).auto_reply
    assert parse_mail(receipt).bounce is None
    answer = make_part("text/calendar; method=REPLY", b"BEGIN:VCALENDAR\nMETHOD:REPLY")
    assert parse_mail(make_multipart(make_part("text/plain", b"yes"), answer)).auto_reply
    invitation = make_part("text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\nMETHOD:REQUEST")
    assert not parse_mail(make_multipart(make_part("text/plain", b"come"), invitation)).auto_reply


def test_it_hands_on_what_loops_are_known_by() -> None:
    letter = parse_mail(
        make_mail(
            headers=b"List-Id: Users <u.lists.example>\nX-Loop: shop@house.example\nPrecedence: Bulk\n"
            b"Delivered-To: Shop@House.example\nX-Original-To: shop+7@house.example\n"
        )
    )
    assert (letter.list_id, letter.x_loop, letter.precedence) == (
        "Users <u.lists.example>",
        ("shop@house.example",),
        "bulk",
    )
    assert letter.delivered_to == ("shop@house.example", "shop+7@house.example")
