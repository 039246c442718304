"""What the screens of filing ask: a root cause; for each category what must be known."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.forms import CODE_HINT
from huisheng.stages.closure.models import RootCause


class CauseForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    active = forms.BooleanField(label=_("Is offered on tickets"), required=False, initial=True)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            self.fields["code"] = forms.SlugField(label=_("Code"), help_text=CODE_HINT)
            self.order_fields(["name", "name_en", "code"])


def cause_initial(cause: RootCause) -> dict[str, Any]:
    return {name: getattr(cause, name) for name in ("name", "name_en", "rank", "active")}
