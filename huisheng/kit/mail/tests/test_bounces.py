"""Letters that came back."""

import pytest

from huisheng.kit.mail import Bounce, Reason, parse_mail
from huisheng.kit.mail.bounces.reasons import reason_of
from huisheng.kit.mail.tests.make import make_mail, make_multipart, make_part

OURS = b"Message-ID: <out-1@house.example>\nSubject: ours\n\nhello"


def make_report(status: str, diagnosis: str, *, action: str = "failed") -> bytes:
    """An RFC 3464 report about <out-1@house.example>."""
    fields = (
        f"Reporting-MTA: dns; mx.house.example\n\nFinal-Recipient: rfc822; gone@buyer.example\nAction: {action}\n"
        f"Status: {status}\nDiagnostic-Code: smtp; {diagnosis}\n"
    )
    return make_multipart(
        make_part("text/plain", b"I'm sorry to have to inform you ..."),
        make_part("message/delivery-status", fields.encode()),
        make_part("message/rfc822", OURS),
        subtype=b"report; report-type=delivery-status",
    )


@pytest.mark.parametrize(
    ("status", "diagnosis", "read"),
    [
        ("5.1.1", "550 5.1.1 <gone@buyer.example>: User unknown", ("5.1.1", "550", Reason.NO_SUCH_USER, True)),
        ("5.0.0", "550 5.1.1 no such user", ("5.1.1", "550", Reason.NO_SUCH_USER, True)),
        ("5.2.2", "552 5.2.2 Mailbox full", ("5.2.2", "552", Reason.MAILBOX_FULL, False)),
        ("4.2.2", "452 4.2.2 over quota", ("4.2.2", "452", Reason.MAILBOX_FULL, False)),
        ("5.3.4", "552 message too large", ("5.3.4", "552", Reason.TOO_LARGE, False)),
        ("5.7.1", "550 5.7.1 blocked by spam filter", ("5.7.1", "550", Reason.BLOCKED, False)),
        ("5.7.26", "550-5.7.26 fails SPF and DMARC", ("5.7.26", "550", Reason.POLICY, False)),
        ("4.4.1", "connection timed out", ("4.4.1", "", Reason.TEMPORARY, False)),
        ("5.0.0", "554 sorry", ("5.0.0", "554", Reason.UNKNOWN, False)),
    ],
)
def test_it_reads_reports(status: str, diagnosis: str, read: tuple[str, str, Reason, bool]) -> None:
    wanted = Bounce(read[0], read[1], "gone@buyer.example", read[2], read[3], "<out-1@house.example>")
    assert parse_mail(make_report(status, diagnosis)).bounce == wanted


def test_a_report_of_success_is_no_bounce_but_automatic() -> None:
    letter = parse_mail(make_report("2.0.0", "250 ok", action="delivered"))
    assert (letter.bounce, letter.auto_reply) == (None, True)


QQ = (
    "抱歉，您的邮件被退回来了……\n\n原邮件信息\n时间：2024-03-05\n主题：订单\n收件人：gone@qq.example\n\n退信原因\n"
    "收件人邮件地址（gone@qq.example）不存在，邮件无法送达。\nhost mx3.qq.example said: 550 Mailbox not found."
)
NETEASE = "很抱歉，您发送的邮件被退回，以下是该邮件的相关信息：\n收件人：gone@163.example\n退信原因：\nSMTP error, RCPT TO: 552 5.2.2 用户邮箱空间已满"
ALIYUN = (
    "您好，您的邮件投递失败。\n收件人：gone@corp.example\n错误信息：554 Reject by content spam\n建议：修改内容后重试"
)
POSTFIX = (
    "This is the mail system at host mx.\n\n<gone@x.example>: host mx.x.example[1.2.3.4] said: 550 5.1.1 <gone@x.example>:"
    " Recipient address rejected: User unknown (in reply to RCPT TO command)"
)
QMAIL = (
    "Hi. This is the qmail-send program at x.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    "<gone@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
    "Return-Path: <shop@house.example>\nMessage-ID: <out-1@house.example>\n\nhello"
)
EXCHANGE = "Delivery has failed to these recipients or groups:\n\ngone@x.example\nThe recipient's mailbox is full and can't accept messages now."
EXIM = "A message that you sent could not be delivered to one or more of its recipients.\n\n  gone@x.example\n    retry timeout exceeded\n"


@pytest.mark.parametrize(
    ("sender", "subject", "text", "status", "code", "reason"),
    [
        ("PostMaster@qq.example", "系统退信/Systems bounce", QQ, "", "550", Reason.NO_SUCH_USER),
        ("postmaster@163.example", "系统退信", NETEASE, "5.2.2", "552", Reason.MAILBOX_FULL),
        ("postmaster@aliyun.example", "退信通知", ALIYUN, "", "554", Reason.BLOCKED),
        (
            "MAILER-DAEMON@x.example",
            "Undelivered Mail Returned to Sender",
            POSTFIX,
            "5.1.1",
            "550",
            Reason.NO_SUCH_USER,
        ),
        ("MAILER-DAEMON@x.example", "failure notice", QMAIL, "5.1.1", "", Reason.NO_SUCH_USER),
        ("postmaster@x.example", "Undeliverable: Order", EXCHANGE, "", "", Reason.MAILBOX_FULL),
        (
            "Mailer-Daemon@x.example",
            "Mail delivery failed: returning message to sender",
            EXIM,
            "",
            "",
            Reason.TEMPORARY,
        ),
    ],
)
def test_it_reads_reports_in_words(  # noqa: PLR0917
    sender: str, subject: str, text: str, status: str, code: str, reason: Reason
) -> None:
    raw = make_mail(text, sender=sender, subject=subject)
    bounce = parse_mail(raw).bounce
    assert bounce is not None
    assert (bounce.status, bounce.code, bounce.reason) == (status, code, reason)
    assert bounce.recipient.startswith("gone@")
    assert bounce.hard is (reason is Reason.NO_SUCH_USER)


def test_it_finds_our_letter_in_the_text_or_in_the_thread() -> None:
    qmail = parse_mail(make_mail(QMAIL, sender="MAILER-DAEMON@x.example", subject="failure notice"))
    assert qmail.bounce
    assert qmail.bounce.original_message_id == "<out-1@house.example>"
    qq = parse_mail(
        make_mail(
            QQ,
            headers=b"In-Reply-To: <out-2@house.example>\n",
            subject="系统退信",
            sender="postmaster@qq.example",
        )
    )
    assert qq.bounce
    assert qq.bounce.original_message_id == "<out-2@house.example>"


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("zhang@buyer.example", "包裹被退回", "快递说地址不存在，包裹被退回了，请处理。"),
        ("zhang@buyer.example", "退信", "我收到一封退信，是什么意思？"),
        ("zhang@buyer.example", "Delivery failed", "The parcel could not be delivered. Message-ID: what?"),
        ("zhang@buyer.example", "转发: 系统退信", f"这是什么？\n\n{QMAIL}"),
        ("zhang@buyer.example", "短信发送失败", "验证码发送失败，注册不了。"),
        ("noreply@shop.example", "您的商品已被退回", "商品退回仓库。"),
    ],
)
def test_people_who_complain_about_deliveries_are_no_bounces(sender: str, subject: str, text: str) -> None:
    assert parse_mail(make_mail(text, sender=sender, subject=subject)).bounce is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("recipient address rejected: Access denied", Reason.NO_SUCH_USER),
        ("账号已被冻结，用户不存在", Reason.NO_SUCH_USER),
        ("发信频率过于频繁", Reason.BLOCKED),
        ("邮件大小超过限制", Reason.TOO_LARGE),
        ("对方服务器连接超时", Reason.TEMPORARY),
        ("relay access denied", Reason.POLICY),
        ("something else", Reason.UNKNOWN),
    ],
)
def test_it_knows_the_words_of_servers(said: str, reason: Reason) -> None:
    assert reason_of(said, "", "") is reason
