"""What the settings screens of surveys ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.core.channels.models import Channel
from huisheng.stages.closure.models import Closure
from huisheng.stages.survey.models import Question, Survey
from huisheng.stages.survey.said import written

QUIET = (Closure.Kind.SPAM, Closure.Kind.MERGED, Closure.Kind.UNCONFIRMED)  # nobody is asked about these


class SurveyForm(ActionForm):
    """The words and limits of a survey."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    moment = forms.ChoiceField(label=_("When it asks"), choices=Survey.Moment.choices)
    channel = forms.ModelChoiceField(
        label=_("Channel"),
        queryset=Channel.objects.all(),
        required=False,
        empty_label=_("every channel without its own"),
    )
    closings = forms.MultipleChoiceField(
        label=_("After these endings"),
        choices=[one for one in Closure.Kind.choices if one[0] not in QUIET],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Who gave stars at the confirmation is not asked for satisfaction again; who never answered is asked in"
            " the letter that closes it, and gets no second one."
        ),
    )
    opening = forms.CharField(label=_("First words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    opening_en = forms.CharField(
        label=_("First words, in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    thanks = forms.CharField(label=_("Last words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    thanks_en = forms.CharField(
        label=_("Last words, in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    open_days = forms.IntegerField(label=_("Days the link is open"), min_value=1, max_value=90, initial=14)
    rest_days = forms.IntegerField(
        label=_("Days before it asks the same customer again"), min_value=0, max_value=1000, initial=30
    )
    sample = forms.IntegerField(
        label=_("Customers a day, for the regular one"),
        min_value=0,
        max_value=10_000,
        initial=0,
        help_text=_("Only customers who agreed to hear from us beyond their own matter are asked."),
    )
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    active = forms.BooleanField(label=_("In use"), required=False)


class QuestionForm(ActionForm):
    """One question, and after which answers it is asked."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Question.Kind.choices)
    text = forms.CharField(label=_("Question"), max_length=300)
    text_en = forms.CharField(label=_("Question in English"), max_length=300, required=False)
    choices = LinesField(
        label=_("Answers to choose from, one a line"),
        required=False,
        help_text=_("Chinese | English; for choices only."),
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    asked_after = forms.ChoiceField(label=_("Asked only after"), required=False)
    after_answers = forms.CharField(
        label=_("and only after these answers"),
        required=False,
        help_text=_("As they are worded or numbered, parted by commas: No, 1, 2"),
    )
    rank = forms.IntegerField(label=_("Place in the survey"), min_value=-30000, max_value=30000)

    def __init__(self, *args: Any, others: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(one.code, one.asked) for one in others if one.kind != Question.Kind.WORDS]
        self.fields["asked_after"] = forms.ChoiceField(
            label=_("Asked only after"), required=False, choices=[("", _("always asked")), *asked]
        )
        self.order_fields(["kind", "text", "text_en", "choices", "required", "asked_after", "after_answers", "rank"])

    def clean_after_answers(self) -> list[str]:
        """The answers as a list; full-width commas are commas."""
        written = str(self.cleaned_data["after_answers"]).replace("，", ",").replace("、", ",")
        return [one.strip() for one in written.split(",") if one.strip()]


def survey_initial(survey: Survey) -> dict[str, Any]:
    """What the form shows of a survey."""
    names = ("name", "name_en", "moment", "closings", "opening", "opening_en", "thanks", "thanks_en", "open_days")
    more = ("rest_days", "sample", "rank", "active")
    return {name: getattr(survey, name) for name in (*names, *more)} | {"channel": survey.channel_id}


def question_initial(question: Question, others: list[Question]) -> dict[str, Any]:
    """What the form shows of a question, the answers it hangs on in their words."""
    lines = [f"{one['name']} | {one['name_en']}".rstrip(" |") for one in question.choices]
    return {
        "kind": question.kind,
        "text": question.text,
        "text_en": question.text_en,
        "choices": lines,
        "required": question.required,
        "asked_after": question.show_if.get("question", ""),
        "after_answers": written(question, others),
        "rank": question.rank,
    }
