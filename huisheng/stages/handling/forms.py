"""What the screen of limits asks."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Role
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Grade
from huisheng.kit.money import fen_of, yuan
from huisheng.stages.handling.actions.limiting import Line
from huisheng.stages.handling.limits import limits


@dataclass(frozen=True, slots=True)
class Row:
    """A role, or its seniors, with one field for each column."""

    role: Role
    senior: bool
    cells: list[Any]


class YuanField(forms.CharField):
    """An amount as people write it, in fen; empty = nothing is said."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        try:
            return fen_of(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Please write an amount in yuan, like 50.")) from error


class LimitsForm(ActionForm):
    """Role by grade, in yuan; the first column holds for every grade that has no amount of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, graded = limits(), Grade.objects.filter(scheme__enabled=True).select_related("scheme")
        self.grades: list[Grade | None] = [None, *graded.order_by("scheme__rank", "-severity")]
        self.lines: dict[str, Line] = {}
        self.roles = [
            (role, senior)
            for role in Role.objects.order_by("id")
            for senior in ((False, True) if role.allows(Right.ANSWER) else (False,))
        ]
        for role, senior in self.roles:
            for grade in self.grades:
                self._ask((role.pk, senior, grade.pk if grade else None), known)

    def _ask(self, line: Line, known: dict[Line, int]) -> None:
        name = self._name(line)
        fen = known.get(line)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12})
        self.fields[name] = YuanField(required=False, initial="" if fen is None else yuan(fen), widget=widget)
        self.lines[name] = line

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                role,
                senior,
                [self[self._name((role.pk, senior, grade.pk if grade else None))] for grade in self.grades],
            )
            for role, senior in self.roles
        ]

    def amounts(self) -> dict[Line, int | None]:
        """For `save_limits`."""
        return {line: self.cleaned_data[name] for name, line in self.lines.items()}

    @staticmethod
    def _name(line: Line) -> str:
        role, senior, grade = line
        return f"limit-{role}-{int(senior)}-{grade or 0}"
