"""An escalation chain as a form: its name, and level by level after how many minutes whom to tell how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.stages.sla.actions import LevelDraft
from huisheng.stages.sla.models import EscalationChain

from .fields import YEAR, several, stored_ways, ways_field


class ChainForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            self.fields["code"] = forms.SlugField(label=_("Code"), help_text=_("Stays for ever."))
            self.order_fields(["name", "name_en", "code"])

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if EscalationChain.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code

    def answers(self) -> dict[str, Any]:
        """The arguments of `save_chain`, without code and levels."""
        return {name: self.cleaned_data[name] for name in ("name", "name_en", "enabled")}


class LevelForm(forms.Form):
    """One level. Its number follows from its minutes."""

    label_suffix = ""

    minutes = forms.IntegerField(
        label=_("Minutes after the due time"), min_value=0, max_value=YEAR, help_text=_("0 = the moment it is overdue")
    )
    tell = several(_("Whom"), ())
    ways = ways_field()

    def __init__(self, *args: Any, people: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tell"].choices = people  # type: ignore[attr-defined]

    def clean_tell(self) -> list[str]:
        tell: list[str] = self.cleaned_data["tell"]
        if not tell:
            raise forms.ValidationError(_("Say whom to tell."))
        return tell

    def draft(self) -> LevelDraft:
        given = self.cleaned_data
        return LevelDraft(given["minutes"], given["tell"], stored_ways(given["ways"]))


LevelFormSet = forms.formset_factory(LevelForm, extra=1, can_delete=True, max_num=12)


def level_initial(chain: EscalationChain) -> list[dict[str, Any]]:
    return [{"minutes": row.minutes, "tell": row.tell, "ways": row.ways or ["app"]} for row in chain.levels.all()]
