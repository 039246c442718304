"""What the roster asks."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.base.forms import ActionForm

from .forms import text_of
from .models import Calendar, Shift, Staff
from .shifts import Pattern

DATE = {"type": "date"}
TIME = {"type": "time"}


class LocalForm(ActionForm):
    """Dates and times as the browser's own fields write them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs=DATE)
            elif isinstance(field, forms.TimeField):
                field.widget = forms.TimeInput(format="%H:%M", attrs=TIME)


class PlanForm(LocalForm):
    """Duty for several people by a pattern."""

    people = forms.ModelMultipleChoiceField(
        label=_("Who"), queryset=Staff.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("Duty"), choices=Shift.Kind.choices, initial=Shift.Kind.DESK)
    first = forms.DateField(label=_("From day"))
    last = forms.DateField(label=_("To day"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these weekdays"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=pgettext_lazy("duty", "From"), initial=time(9))
    closes = forms.TimeField(
        label=pgettext_lazy("duty", "Until"), initial=time(18),
        help_text=_("A time not after the start is the next day's: 22:00 to 06:00 is a night, 09:00 to 09:00 a whole day."),
    )  # fmt: skip
    skips = forms.ModelChoiceField(
        label=_("Leave out the days on which this calendar is closed"),
        queryset=Calendar.objects.order_by("id"), required=False, empty_label=_("no, on all of them"),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=80, required=False)

    def __init__(self, *args: Any, people: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def pattern(self) -> Pattern:
        given = {name: value for name, value in self.cleaned_data.items() if name != "people"}
        return Pattern(**{**given, "weekdays": frozenset(given["weekdays"])})


class ShiftForm(ActionForm):
    """One shift, from when to when."""

    since = forms.DateTimeField(label=pgettext_lazy("duty", "From"))
    until = forms.DateTimeField(label=pgettext_lazy("duty", "Until"))
    note = forms.CharField(label=_("Note"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class RosterFileForm(ActionForm):
    """Shifts as CSV."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("Columns: login name, name, duty, from, until, note. The roster downloaded here has them all."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if file := given.get("file"):
            given["text"] = text_of(file)
        return given


class AbsenceForm(LocalForm):
    """Somebody is away, whole days or by the hour."""

    staff = forms.ModelChoiceField(label=_("Who"), queryset=Staff.objects.none(), empty_label=None)
    first = forms.DateField(label=_("From day"))
    first_time = forms.TimeField(
        label=pgettext_lazy("duty", "at"), required=False, help_text=_("Empty: the whole day.")
    )
    last = forms.DateField(label=_("To day"), help_text=_("The last day away."))
    last_time = forms.TimeField(
        label=pgettext_lazy("duty", "until"), required=False, help_text=_("Empty: the whole day.")
    )
    substitute = forms.ModelChoiceField(
        label=_("Who stands in"), queryset=Staff.objects.none(), required=False, empty_label=_("nobody in particular"),
        help_text=_("New feedback meant for the one goes to the other meanwhile."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=80, required=False, help_text=_("Only this person and who plans the duty read it.")
    )

    def __init__(self, *args: Any, people: QuerySet[Staff], stand_ins: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = people  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = stand_ins  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """For `add_absence`, the person aside."""
        given = self.cleaned_data
        since = datetime.combine(given["first"], given["first_time"] or time())
        until = datetime.combine(given["last"], given["last_time"] or time())
        if given["last_time"] is None:
            until += timedelta(days=1)
        times = {"since": timezone.make_aware(since), "until": timezone.make_aware(until)}
        return {**times, "substitute": given["substitute"], "reason": given["reason"]}
