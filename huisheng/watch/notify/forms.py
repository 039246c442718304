"""What the screens of this room ask: the wording of a notice, a robot, and how one person wants to be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Team
from huisheng.core.base.forms import ActionForm
from huisheng.core.base.house import HALF_HOURS
from huisheng.watch.notify.models import NoticeTemplate, Robot, Wish
from huisheng.watch.notify.wishes import BELL, BELL_STAYS, EMAIL, FOR_STAFF, LETTER_STAYS, LETTERS, occasion_of

FIELDS = ("subject", "body", "subject_en", "body_en", "enabled", "by_email")


class NoticeTemplateForm(ActionForm):
    """The wording in both languages, and whether it is used at all."""

    subject = forms.CharField(label=_("Subject (Chinese)"), max_length=160)
    body = forms.CharField(label=_("Text (Chinese)"), widget=forms.Textarea(attrs={"rows": 7}))
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=200, required=False)
    body_en = forms.CharField(
        label=_("Text (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Empty means that English readers get the Chinese wording."),
    )
    enabled = forms.BooleanField(label=_("Send this notice"), required=False)
    by_email = forms.BooleanField(
        label=_("By email too"),
        required=False,
        help_text=_("Colleagues get a letter only while they are not at the desk."),
    )


def template_initial(template: NoticeTemplate) -> dict[str, object]:
    """The stored wording, for the form."""
    return {name: getattr(template, name) for name in FIELDS}


class RobotForm(ActionForm):
    """The webhook of a group. What is stored of its secrets never stands in the form."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of group"), choices=Robot.Kind.choices)
    url = forms.CharField(
        label=_("Webhook address"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "The group's settings show it when you add a robot. It is a key: it is sealed and never shown again."
        ),
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only for DingTalk and Feishu, where the robot's safety setting is “signature”."),
    )
    team = forms.ModelChoiceField(
        label=_("Hears the alarms of"),
        queryset=Team.objects.filter(active=True),
        required=False,
        empty_label=_("the whole house"),
    )
    language = forms.ChoiceField(label=_("Speaks"), choices=settings.LANGUAGES)
    enabled = forms.BooleanField(label=_("This robot is called"), required=False, initial=True)

    def __init__(self, *args: Any, robot: Robot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if robot is not None:
            kept = _("Something is stored; leave this empty to keep it.")
            self.fields["url"].help_text = kept
            if bytes(robot.sealed_secret):
                self.fields["secret"].help_text = kept


def robot_initial(robot: Robot) -> dict[str, object]:
    """What stands in the form; secrets never do."""
    return {name: getattr(robot, name) for name in ("name", "kind", "team", "language", "enabled")}


@dataclass(frozen=True, slots=True)
class WishRow:
    """One occasion: its two fields, or why there is none."""

    occasion: str
    bell: BoundField | None
    bell_stays: str
    letter: BoundField | None
    letter_stays: str


class WishForm(ActionForm):
    """One person's own ways, occasion by occasion, and quiet hours."""

    quiet = forms.ChoiceField(label=_("My quiet hours"), choices=Wish.Quiet.choices, widget=forms.RadioSelect)
    quiet_from = forms.ChoiceField(label=_("from"), choices=[(one, one) for one in HALF_HOURS])
    quiet_until = forms.ChoiceField(
        label=pgettext_lazy("quiet hours", "until"), choices=[(one, one) for one in HALF_HOURS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters = [("", _("as the house does")), *LETTERS.items()]
        for code in FOR_STAFF:
            what = occasion_of(code)
            if code not in BELL_STAYS:
                label = _("Bell: %(what)s") % {"what": what}
                self.fields[f"{BELL}_{code}"] = forms.BooleanField(label=label, required=False)
            if code not in LETTER_STAYS:
                label = _("Letter: %(what)s") % {"what": what}
                self.fields[f"{EMAIL}_{code}"] = forms.ChoiceField(label=label, required=False, choices=letters)

    def rows(self) -> Iterator[WishRow]:
        """The table of the page, in the order of a ticket's life."""
        for code in FOR_STAFF:
            bell, letter = f"{BELL}_{code}", f"{EMAIL}_{code}"
            yield WishRow(
                occasion=occasion_of(code),
                bell=self[bell] if bell in self.fields else None,
                bell_stays=str(BELL_STAYS.get(code, "")),
                letter=self[letter] if letter in self.fields else None,
                letter_stays=str(LETTER_STAYS.get(code, "")),
            )

    def asked(self) -> dict[str, Any]:
        """For `save_wish`."""
        ways = {code: {way: self.cleaned_data.get(f"{way}_{code}") for way in (BELL, EMAIL)} for code in FOR_STAFF}
        return {"ways": ways} | {name: self.cleaned_data[name] for name in ("quiet", "quiet_from", "quiet_until")}


def wish_initial(wish: Wish) -> dict[str, object]:
    """The person's own wish, for the form; without one, what the house does."""
    shown: dict[str, object] = {name: getattr(wish, name) for name in ("quiet", "quiet_from", "quiet_until")}
    for code in FOR_STAFF:
        chosen = wish.ways.get(code, {})
        shown[f"{BELL}_{code}"] = chosen.get(BELL, True)
        shown[f"{EMAIL}_{code}"] = chosen.get(EMAIL, "")
    return shown
