"""Everybody who is refused is told why, in the own language."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.utils import translation

import huisheng
from huisheng.kit.errors import Refused

OUR_OWN_TROUBLE = {("no_room", 507)}  # the one refusal that is nobody else's fault: our disk is full


def every_refusal(parent: type[Refused] = Refused) -> list[type[Refused]]:
    for module in walk_packages(huisheng.__path__, "huisheng."):
        if module.name.rsplit(".", 1)[-1] in {"actions", "access", "errors", "uploads"} and "tests" not in module.name:
            import_module(module.name)
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(found[-1].__subclasses__())
    return [one for one in found if one.__module__.startswith("huisheng.") and ".tests." not in one.__module__]


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_it_speaks_chinese(refusal: type[Refused]) -> None:
    with translation.override("en"):
        english = str(refusal.message)
    with translation.override("zh-hans"):
        assert str(refusal.message) != english
        assert not str(refusal.message).isascii()


def test_every_code_means_one_thing_and_is_a_word() -> None:
    for refusal in every_refusal():
        assert refusal.code.replace("_", "").isalpha(), refusal
        assert refusal.code.islower()
        assert 400 <= refusal.status < 500 or (refusal.code, refusal.status) in OUR_OWN_TROUBLE, refusal
        if refusal is not Refused:
            assert refusal.code != Refused.code, refusal
