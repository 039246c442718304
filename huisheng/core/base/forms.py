"""Forms whose answer is an action: what the action refuses is shown at the field it names."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from huisheng.kit.errors import Refused

T = TypeVar("T")


class ActionForm(forms.Form):
    """A form of a settings screen: `if form.is_valid() and form.done(save_x, …)`."""

    label_suffix = ""

    def carry_out(self, action: Callable[..., T], /, *args: Any, **kwargs: Any) -> T | None:
        """Do it; a refusal becomes an error of the field at fault (or of the form), and None is returned."""
        try:
            return action(*args, **kwargs)
        except Refused as error:
            at_fault = next((name for name in error.fields if name in self.fields), None)
            self.add_error(at_fault, str(error))
            return None

    def done(self, action: Callable[..., object], /, *args: Any, **kwargs: Any) -> bool:
        """Do it and say whether it was done."""
        self.carry_out(action, *args, **kwargs)
        return not self.errors


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]
