"""Remembered macros and words."""

from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from huisheng.web.frame.jinja import environment

MACROS = (
    """{% macro shout(word, end="!") %}<b>{{ word }}{{ end }}</b>{% endmacro %}{% set shout = remembered(shout) %}"""
)


def house() -> Environment:
    return environment()


def test_a_remembered_macro_says_the_same_as_the_macro() -> None:
    made = house().from_string(MACROS + "{{ shout('a') }}{{ shout('a', end='?') }}{{ shout('a') }}").render()
    assert made == "<b>a!</b><b>a?</b><b>a!</b>"


def test_safe_markup_and_a_text_that_reads_the_same_are_two_things() -> None:
    page = house().from_string(MACROS + "{{ shout(safe) }}{{ shout(text) }}{{ shout(safe) }}")
    assert page.render(safe=Markup("<i>"), text="<i>") == "<b><i>!</b><b>&lt;i&gt;!</b><b><i>!</b>"


def test_each_language_has_its_own() -> None:
    page = house().from_string(
        "{% macro word() %}{{ _('Queue') }}{% endmacro %}{% set word = remembered(word) %}{{ word() }}"
    )
    with translation.override("en"):
        assert page.render() == "Queue"
    with translation.override("zh-hans"):
        assert page.render() == translation.gettext("Queue") != "Queue"


def test_what_is_filled_in_is_escaped_and_percent_signs_are_doubled() -> None:
    page = house().from_string("{{ _('%(n)s of 100%%', n=name) }}|{{ _('100%%') }}")
    assert page.render(name="<b>") == "&lt;b&gt; of 100%|100%"


def test_a_piece_is_made_once() -> None:
    made: list[int] = []
    env = house()
    env.globals["note"] = made.append
    env.from_string(
        "{% macro one(n) %}{{ note(n) }}{% endmacro %}{% set one = remembered(one) %}{{ one(1) }}{{ one(1) }}{{ one(2) }}"
    ).render()
    assert made == [1, 2]
