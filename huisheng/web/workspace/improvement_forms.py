"""What the pages of improvements ask."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.forms import ActionForm
from huisheng.stages.closure.models import RootCause
from huisheng.stages.improvement.models import Improvement

DUE_AFTER = 14  # days that a new one has, unless said; ours
NAMES = ("title", "kind", "cause", "why", "action", "owner", "checker", "team", "due_on")


class ImprovementForm(ActionForm):
    title = forms.CharField(label=_("What gets better"), max_length=120)
    kind = forms.ChoiceField(label=_("Why now"), choices=Improvement.Kind.choices, widget=forms.RadioSelect)
    cause = forms.ModelChoiceField(
        RootCause.objects.none(),
        label=_("Root cause"),
        required=False,
        empty_label=_("(none named)"),
        help_text=_("With a cause, the cases before and after are counted for you."),
    )
    why = forms.CharField(label=_("What was seen"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    action = forms.CharField(label=_("What is to be done"), widget=forms.Textarea(attrs={"rows": 4}))
    owner = forms.ModelChoiceField(Staff.objects.none(), label=_("Who does it"), empty_label=None)
    checker = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Who looks whether it worked"),
        empty_label=None,
        help_text=_("Somebody else than who does it."),
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("(no own team)"))
    due_on = forms.DateField(label=_("Done by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "owner", Staff.objects.order_by("name", "pk"), "name", Q(is_active=True))
        _offer(self, "checker", Staff.objects.order_by("name", "pk"), "name", Q(is_active=True))
        _offer(self, "cause", RootCause.objects.all(), "label", Q(active=True))
        _offer(self, "team", Team.objects.order_by("rank", "id"), "label", Q(active=True))


def new_initial(staff: Staff, cause: RootCause | None, title: str = "") -> dict[str, Any]:
    """A new one as the form first shows it: two weeks, checked by who opens it."""
    due_on = timezone.localdate() + timedelta(days=DUE_AFTER)
    kind = Improvement.Kind.CORRECTIVE
    return {"title": title, "kind": kind, "cause": cause, "checker": staff.pk, "due_on": due_on}


def improvement_initial(one: Improvement) -> dict[str, Any]:
    return {name: getattr(one, name) for name in NAMES}


def day_of(text: str) -> date | None:
    """A date as a form sends it; None for nothing, and for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _offer(form: forms.Form, name: str, rows: Any, called: str, offered: Q) -> None:
    """What is in use, and what stands there now: who only changes the title must not give it to somebody else."""
    field: Any = form.fields[name]
    now = form.initial.get(name)
    field.queryset = rows.filter(offered | Q(pk=getattr(now, "pk", now)))
    field.label_from_instance = lambda row: getattr(row, called)
