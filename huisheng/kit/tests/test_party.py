"""Who did it, and who says no."""

from dataclasses import FrozenInstanceError

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party


class TooEarly(Refused):
    code = "too_early"
    message = _("This page mark is not valid. Please start again from the first page.")


def test_a_party_is_a_value() -> None:
    assert Party("staff", 7, "林") == Party("staff", 7, "林")
    assert Party("system") == SYSTEM
    with pytest.raises(FrozenInstanceError):
        SYSTEM.name = "x"  # type: ignore[misc]


def test_a_refusal_speaks_the_readers_language() -> None:
    refused = TooEarly(field="name")
    assert str(refused) == "翻页位置已失效，请从第一页重新看起。"
    with translation.override("en"):
        assert str(refused).startswith("This page mark")
    assert (refused.code, refused.fields) == ("too_early", {"field": "name"})


def test_a_refusal_fills_its_places_and_leaves_the_rest() -> None:
    assert str(Refused("%(name)s: 50% off, %(other)s", name="A")) == "A: 50% off, %(other)s"
    assert str(Refused("100%")) == "100%"
    assert str(Refused()) == "现在还不能这样操作。"
