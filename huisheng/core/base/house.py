"""What a house may set on the screen 设置 → 通用, with the defaults. One line each; the form is made from this list."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Setting
from .remembered import Remembered
from .vault import vault

HALF_HOURS = tuple(f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "30"))


@dataclass(frozen=True, slots=True)
class HouseSetting:
    key: str
    default: Any = field(hash=False)  # a bool, a number, a text; a list where several of the choices may hold
    label: str | Promise
    secret: bool = False
    choices: tuple[str, ...] = ()
    most: int = 100_000  # of a number: what is more is no time anybody waits, and dates end before it

    @property
    def section(self) -> str:
        """The first half of the key: what it is shown under (`web/workspace/house_form.py: SECTIONS`)."""
        return self.key.partition(".")[0]


SETTINGS: tuple[HouseSetting, ...] = (
    HouseSetting("house.name", "回声", _("Name of the house, shown to customers")),
    HouseSetting("house.public_url", "", _("Public address of this system, for links in notices")),
    HouseSetting("house.demo", False, _("Demo logins are shown on the login page")),
    HouseSetting("house.guided", False, _("The first steps are hidden")),
    HouseSetting("form.anonymous", False, _("Anonymous feedback is allowed")),
    HouseSetting("form.upload_mb", 20, _("Largest upload, MB per file")),
    HouseSetting("form.upload_count", 9, _("Most files per message")),
    HouseSetting(
        "form.notice",
        "我们收集您的联系方式和反馈内容，只用于处理这件事并告诉您结果。",
        _("Purpose notice on the form (Chinese)"),
    ),
    HouseSetting(
        "form.notice_en",
        "We use your contact details and your message only to deal with this matter and to tell you the outcome.",
        _("Purpose notice on the form (English)"),
    ),
    HouseSetting("form.notice_version", "2026-11", _("Version of the purpose notice")),
    HouseSetting("form.per_address_hour", 60, _("Most messages per hour from one internet address (0 = no limit)")),
    HouseSetting("form.per_contact_hour", 10, _("Most messages per hour from one phone or email (0 = no limit)")),
    HouseSetting("portal.lookup_tries", 5, _("Wrong lookups per number before a pause")),
    HouseSetting("portal.lookup_pause_minutes", 30, _("Minutes a number rests after too many wrong lookups")),
    HouseSetting(
        "portal.link_days", 180, _("Days after the end in which a customer's link opens by itself (0 = always)")
    ),
    HouseSetting("intake.reopen_days", 30, _("Days after closing in which a customer's message reopens the feedback")),
    HouseSetting("triage.repeat_days", 30, _("Days in which a customer's feedback counts as repeated, for rules")),
    HouseSetting(
        "triage.incident_least", 5, _("Similar feedback within the window that is proposed as a mass fault (0 = never)")
    ),
    HouseSetting("triage.incident_minutes", 60, _("Minutes of the window for mass faults")),
    HouseSetting(
        "triage.incident_sure",
        20,
        _("Similar feedback that makes a mass fault without waiting for a person (0 = never)"),
    ),
    HouseSetting("routing.pool_first", False, _("New tickets wait in the team's pool instead of being handed out")),
    HouseSetting("routing.reserve", 1, _("Units kept free on every desk for urgent feedback, beyond the own limit")),
    HouseSetting(
        "routing.waiting_percent", 50, _("Feedback that waits for the customer fills a desk by this much, in %")
    ),
    HouseSetting("routing.skill_minutes", 30, _("Minutes after which a wanted skill is no longer waited for")),
    HouseSetting(
        "routing.leaving",
        "due",
        _("What goes back to the pool when somebody leaves for the day"),
        choices=("due", "unanswered", "nothing"),
    ),
    HouseSetting(
        "routing.away_minutes", 15, _("Minutes after the last screen is closed until somebody is away (0 = never)")
    ),
    HouseSetting(
        "closure.tries",
        3,
        _("Tries to reach a customer who does not say whether it is solved, before we close"),
        most=20,
    ),
    HouseSetting(
        "closure.ways",
        2,
        _("Ways by which such a customer is tried, where there are as many (letter, phone)"),
        most=3,
    ),
    HouseSetting(
        "closure.gap_hours",
        24,
        _("Hours between two tries, at least; they fall on different times of the day"),
        most=720,
    ),
    HouseSetting("closure.wait_hours", 48, _("Hours after the last try until it is closed as unconfirmed"), most=720),
    HouseSetting(
        "closure.answer_days", 60, _("Days after an offer in which the customer's yes or no still counts"), most=3650
    ),
    HouseSetting("board.quiet_hours", 8, _("Board: hours without a word after which our own feedback stands still")),
    HouseSetting("board.pool_hours", 1, _("Board: hours in a pool after which nobody seems to take it")),
    HouseSetting("board.paused_hours", 72, _("Board: hours of waiting for the customer that are too long")),
    HouseSetting("desk.merge_undo_hours", 72, _("Hours in which a merge can be taken back")),
    HouseSetting("desk.auto_watch", True, _("Who is called by name in a note watches the ticket from then on")),
    HouseSetting("desk.urge_minutes", 30, _("Minutes between two urges of a customer by the button")),
    HouseSetting("desk.urge_words", "", _("Further words by which customers urge, parted by spaces")),
    HouseSetting("desk.urge_leader", 3, _("Urges without an answer from which on who leads hears it (0 = never)")),
    HouseSetting(
        "board.silent_percent",
        50,
        _("Progress board: silence of a department that makes a request stuck, in % of its time"),
    ),
    HouseSetting(
        "board.digest_hours", 2, _("Progress board: working hours between two lists of what is stuck (0 = none)")
    ),
    HouseSetting("board.digest_calm", False, _("Progress board: say also that nothing is stuck")),
    HouseSetting("board.digest_robots", False, _("Progress board: the list goes to the group robots, too")),
    HouseSetting(
        "board.tell_minutes", 30, _("Progress board: minutes after an answer in which the customer should know")
    ),
    HouseSetting(
        "desk.undo_seconds", 10, _("Seconds in which a reply can be taken back, 60 at most (0 = it leaves at once)")
    ),
    HouseSetting("desk.breaks", "吃饭\n会议\n培训\n休息", _("Reasons for being away, one a line")),
    HouseSetting("desk.opinion_hour", 9, _("Hour from which admins hear of new opinions about this system, 0-23")),
    HouseSetting("desk.draft_days", 30, _("Days after which a draft that nobody touched is forgotten")),
    HouseSetting("desk.hold_back", True, _("A planned answer is held back when the customer writes before it leaves")),
    HouseSetting(
        "callback.record_minutes", 10, _("Minutes after hanging up in which the record of a callback is complete")
    ),
    HouseSetting(
        "callback.high_value", 5000, _("Yuan a customer spends in a year from which senior colleagues ring up")
    ),
    HouseSetting("warmth.own_days", 3, _("Days in which only the writer sees how the own words sound")),
    HouseSetting("notices.quiet", True, _("Colleagues have quiet hours: letters and sounds wait until they end")),
    HouseSetting("notices.quiet_from", "22:00", _("Quiet hours begin at"), choices=HALF_HOURS),
    HouseSetting("notices.quiet_until", "08:00", _("Quiet hours end at"), choices=HALF_HOURS),
    HouseSetting(
        "notices.break_severity",
        30,
        _("Overdue feedback of this gravity or more breaks the quiet (red is 30; 0 = none does)"),
    ),
    HouseSetting("notices.break_level", 2, _("Escalations from this level on break the quiet (0 = none does)")),
    HouseSetting("notices.digest_above", 5, _("More alarms than this at once become one digest")),
    HouseSetting("notices.digest_seconds", 60, _("“At once” means within so many seconds")),
    HouseSetting("notices.private_robots", False, _("Group robots may call addresses inside the own network")),
    HouseSetting("check.on", False, _("Missed promises are looked into every day and signed off")),
    HouseSetting(
        "check.kinds",
        ["first_response", "human_pickup"],
        _("Promises that are looked into"),
        choices=(
            "first_response",
            "human_pickup",
            "next_reply",
            "start_handling",
            "give_plan",
            "progress_update",
            "resolve",
            "formal_reply",
            "collab_reply",
            "callback",
            "promise_to_customer",
            "regulator_reply",
        ),
    ),
    HouseSetting("check.hour", 18, _("Hour of the next working day by which a day must be signed, 0-23")),
    HouseSetting(
        "winback.silent_days",
        30,
        _("Days of silence after a second no from which a customer counts as lost"),
    ),
    HouseSetting("survey.rest_days", 7, _("Days in which a customer is asked by one survey at most")),
    HouseSetting("survey.low_csat", 2, _("Satisfaction from which down somebody rings up, 1-5 (0 = nobody)")),
    HouseSetting("survey.low_nps", 6, _("Recommendation from which down somebody rings up, 0-10")),
    HouseSetting("survey.low_ces", 2, _("Ease from which down somebody rings up, 1-7 (0 = nobody)")),
    HouseSetting("mail.host", "", _("SMTP server; empty means letters are only kept under “Sent messages”")),
    HouseSetting("mail.port", 587, _("SMTP port")),
    HouseSetting("mail.security", "starttls", _("SMTP security"), choices=("starttls", "tls", "none")),
    HouseSetting("mail.user", "", _("SMTP user")),
    HouseSetting("mail.password", "", _("SMTP password"), secret=True),
    HouseSetting("mail.sender", "", _("Sender address of letters")),
    HouseSetting("mail.show_colleague", True, _("Letters name the colleague who wrote them beside the house")),
    HouseSetting(
        "mail.attach_mb", 10, _("Files sent along with one letter, MB in all; larger ones wait on the customer's page")
    ),
    HouseSetting("mail.automatic_per_hour", 10, _("Most automatic letters per hour to one address (0 = no limit)")),
    HouseSetting("mail.held", False, _("Hold all mail: nothing is sent, no mailbox is fetched")),
    HouseSetting("ideas.page", False, _("Customers find the suggestions on a page of their own, and vote there")),
    HouseSetting("ideas.votes_hour", 60, _("Most votes per hour from one internet address (0 = no limit)")),
    HouseSetting("ideas.product_team", "product", _("Code of the team that gets the suggestions of the month")),
    HouseSetting("praise.robots", False, _("Praise goes to the group robots of the team, too")),
    HouseSetting("backup.nightly", True, _("Make a backup every night at half past three")),
    HouseSetting("backup.daily", 7, _("Nightly backups that are kept")),
    HouseSetting("backup.weekly", 4, _("Weekly backups that are kept besides")),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}


def _load() -> dict[str, Any]:
    return dict(Setting.objects.values_list("key", "value"))


_stored: Remembered[dict[str, Any]] = Remembered(_load, Setting)


def house(key: str) -> Any:
    """The value in force for `key`; KeyError for a key that is not in the list. One small query (core/base/remembered)."""
    known = BY_KEY[key]
    return _stored().get(known.key, known.default)


def house_secret(key: str) -> str:
    """The open value of a secret setting, "" if none is set. ValueError for a setting that is no secret."""
    if not BY_KEY[key].secret:
        raise ValueError(f"{key} is no secret; ask house()")
    sealed = house(key)
    return vault().open(bytes.fromhex(sealed)) if sealed else ""


def house_all() -> dict[str, Any]:
    """All values in force, in one query."""
    stored = _stored()
    return {setting.key: stored.get(setting.key, setting.default) for setting in SETTINGS}
