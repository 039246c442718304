"""Forms speak like the house, in both languages, and never like a machine."""

import pytest
from django import forms
from django.utils.translation import override

from huisheng.core.base.forms import ActionForm

CASES = [
    (forms.CharField(), "", "请填写这一项。", "Please fill this in."),
    (
        forms.CharField(max_length=20), "好" * 30,
        "最多 20 个字，现在有 30 个。", "At most 20 characters; now there are 30.",
    ),
    (
        forms.CharField(min_length=5), "好",
        "至少 5 个字，现在有 1 个。", "At least 5 characters; now there are 1.",
    ),
    (forms.IntegerField(max_value=90), "91", "最多 90。", "At most 90."),
    (forms.IntegerField(min_value=1), "0", "至少 1。", "At least 1."),
    (forms.IntegerField(), "many", "请写一个整数。", "Please write a whole number."),
    (forms.FloatField(), "many", "请写一个数字。", "Please write a number."),
    (forms.DateField(), "soon", "请填日期，比如 2026-03-31。", "Please write a date, like 2026-03-31."),
    (forms.TimeField(), "soon", "请填时间，比如 09:30。", "Please write a time, like 09:30."),
    (forms.ChoiceField(choices=[("a", "A")]), "b", "请从列表里选一个。", "Please choose one of the list."),
    (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "请从列表里选一个。", "Please choose one of the list."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "chinese", "english"), CASES)
def test_a_field_says_what_is_wrong_in_our_words(field: forms.Field, typed: object, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with override(language):
            with pytest.raises(forms.ValidationError) as said:
                field.clean(typed)
            assert said.value.messages == [words]


def test_what_a_field_says_of_its_own_is_kept() -> None:
    class Form(ActionForm):
        name = forms.CharField(error_messages={"required": "Who is it?"})

    form = Form({"name": ""})
    assert form.errors["name"] == ["Who is it?"]
