"""What a colleague fills in to keep a template or a macro of the own, of a team, or of the house."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.core.knowledge.folders import FOLDERS
from huisheng.core.knowledge.models import Shared
from huisheng.core.knowledge.queries import keepable_teams

MINE, HOUSE = "mine", "house"


class WhoseForm(ActionForm):
    """With the question for whom it is."""

    name = forms.CharField(label=_("Name"), max_length=80)
    whose = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.teams = staff, {one.code: one for one in keepable_teams(staff)}
        named = [(code, str(team.label)) for code, team in self.teams.items()]
        house = [(HOUSE, _("the whole house"))] if staff.allows(Right.SETTINGS) else []
        self.fields["whose"].choices = [(MINE, _("for me alone")), *named, *house]  # type: ignore[attr-defined]

    def shared(self) -> dict[str, Staff | Team | None]:
        """`owner` and `team` as chosen."""
        whose = self.cleaned_data["whose"]
        return {"owner": self.staff if whose == MINE else None, "team": self.teams.get(whose)}


class OwnTemplateForm(WhoseForm):
    """A reply template."""

    folder = forms.CharField(label=_("Folder"), max_length=40, required=False)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    body_en = forms.CharField(label=_("English text"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    active = forms.BooleanField(label=_("Is offered when answering"), required=False, initial=True)

    def __init__(self, *args: Any, folders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, str(label)) for code, label in FOLDERS.items()]
        own = [(name, name) for name in folders if name not in FOLDERS and name]
        self.fields["folder"] = forms.ChoiceField(label=_("Folder"), required=False, choices=[("", "–"), *known, *own])
        self.order_fields(["name", "whose", "folder"])


class MacroForm(WhoseForm):
    """A macro's name; its steps are a list of their own."""

    active = forms.BooleanField(label=_("Is offered when answering"), required=False, initial=True)


def whose_of(row: Shared) -> str:
    """How the form calls it."""
    return MINE if row.owner_id else row.team.code if row.team else HOUSE
