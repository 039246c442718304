"""Try the way out: a test letter, and in words what became of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.core.channels.models import Mailbox, Outbound
from huisheng.core.channels.post import send_test_letter

gated = right_required(Right.SETTINGS)


class TestLetterForm(ActionForm):
    """To whom, and by which way."""

    __test__ = False  # no test of pytest's

    to = forms.EmailField(label=gettext_lazy("To"))
    mailbox = forms.ModelChoiceField(
        Mailbox.objects.all(),
        label=gettext_lazy("Send from"),
        required=False,
        empty_label=gettext_lazy("the house's usual sender"),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: str  # success, info, error: as notices are coloured
    words: str
    detail: str = ""


@gated
def test_letter(request: StaffRequest) -> HttpResponse:
    """GET asks to whom; POST sends and says what the server said."""
    known: dict[str, Any] = {"to": request.user.email, "mailbox": request.GET.get("mailbox")}
    form = TestLetterForm(request.POST or None, initial=known)
    outcome = outcome_of(send_test_letter(**form.cleaned_data)) if form.is_valid() else None
    return render(request, "channels/test_letter.html", {"form": form, "outcome": outcome})


def outcome_of(letter: Outbound) -> Outcome:
    """What became of a test letter, for the person who asked."""
    to = {"to": letter.to}
    if letter.state == Outbound.State.SENT and letter.via == "console":
        return Outcome("info", _("There is no SMTP server yet, so nothing left the house. Fill it in and try again."))
    if letter.state == Outbound.State.SENT:
        return Outcome(
            "success",
            _("The mail server took the letter to %(to)s. If it is not there in a few minutes, look among the spam.")
            % to,
        )
    if letter.state == Outbound.State.WAITING:
        return Outcome("info", _("Mail is held at the moment: the letter leaves when an administrator lets mail go."))
    words = letter.trouble or _("The letter to %(to)s did not leave.") % to
    return Outcome("error", words, letter.last_error)
