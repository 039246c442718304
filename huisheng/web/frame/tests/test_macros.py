"""What the components promise to those who cannot see colour, hover or use a mouse."""

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import timezone


def render(source: str, **context: Any) -> str:
    name = source.split("(", maxsplit=1)[0].removeprefix("{{ ").strip()
    env: Any = engines["jinja2"]
    return str(env.from_string('{% from "frame/macros.html" import ' + name + " %}" + source).render(context))


@pytest.mark.parametrize(
    ("colour", "shape"), [("red", "<path"), ("yellow", "<path"), ("green", "<circle"), ("grey", "<circle")]
)
def test_it_shows_a_grade_by_word_and_shape(colour: str, shape: str) -> None:
    text = render("{{ grade_badge(colour, '红', '文字里有“漏发”') }}", colour=colour)
    assert f"hs-grade-{colour}" in text
    assert shape in text
    assert "红" in text
    assert 'title="文字里有“漏发”"' in text


@pytest.mark.parametrize(
    ("minutes", "state", "css", "words"),
    [
        (41, "running", "is-running", "剩 40 分"),
        (-20, "running", "is-late", "超 20 分"),
        (60, "paused", "is-paused", "已暂停"),
        (60, "met", "is-met", "已达成"),
        (-60, "stopped", "is-stopped", "已结束"),
    ],
)
def test_it_says_how_a_clock_stands(minutes: int, state: str, css: str, words: str) -> None:
    due = timezone.now() + timedelta(minutes=minutes)
    text = render("{{ clock(due, '首响', state, why='红色 · 15 分钟内首响') }}", due=due, state=state)
    assert css in text
    assert words in text
    assert ("data-due" in text) == (state == "running")
    assert text.count("红色 · 15 分钟内首响") == 2  # on hover and for screen readers


def test_it_warns_when_the_warn_time_has_come() -> None:
    now = timezone.now()
    source = "{{ clock(due, '首响', warn_at=warn) }}"
    due = now + timedelta(minutes=5)
    assert "is-warn" in render(source, due=due, warn=now - timedelta(minutes=1))
    assert "is-running" in render(source, due=due, warn=now + timedelta(minutes=1))


def test_it_ties_hint_and_error_to_the_field() -> None:
    text = render("{{ field('phone', '电话', '138', 'tel', hint='只用于这件事', errors=['少了几位'], required=true) }}")
    assert '<label for="f-phone">电话' in text
    assert 'aria-describedby="f-phone-hint f-phone-error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="f-phone-error"' in text
    assert " required" in text


def test_it_selects_the_present_value_and_keeps_zero() -> None:
    text = render("{{ field('n', '数', 2, 'select', options=[(1, 'a'), (2, 'b')]) }}")
    assert '<option value="2" selected>b' in text
    assert 'value="0"' in render("{{ field('n', '数', 0, 'number') }}")


def test_it_dresses_the_fields_of_a_django_form() -> None:
    class Form(forms.Form):
        phone = forms.CharField(label="电话", help_text="只用于这件事")
        agree = forms.BooleanField(label="同意")

    form = Form({"agree": ""})
    text = render("{{ form_field(form.phone) }}", form=form)
    assert 'for="id_phone"' in text
    assert 'id="id_phone_helptext"' in text
    assert 'aria-invalid="true"' in text
    assert "hs-check" in render("{{ form_field(form.agree) }}", form=form)


def test_it_plays_sound_and_film_and_shows_pictures() -> None:
    kinds = [("a.jpg", "image/jpeg"), ("b.mp4", "video/mp4"), ("c.mp3", "audio/mpeg"), ("<d>.pdf", "application/pdf")]
    files = [{"name": name, "url": "/f", "size": 2048, "content_type": kind} for name, kind in kinds]
    text = render("{{ file_list(files) }}", files=files)
    assert [text.count(f"<{tag} ") for tag in ("img", "video", "audio")] == [1, 1, 1]
    assert "&lt;d&gt;.pdf" in text
    assert "2.0 KB" in text


def test_it_gives_one_tab_stop_per_row_of_tabs() -> None:
    text = render("{{ tabs([('a', '对话', none), ('b', '附件', 3)], 'b') }}")
    assert text.count('aria-selected="true"') == 1
    assert text.count('tabindex="-1"') == 1
    assert 'aria-controls="b" aria-selected="true"' in text


def test_it_names_a_button_that_shows_only_an_icon() -> None:
    text = render("{{ button('更多', 'quiet', 'button', 'dots', hide_label=true, key='m') }}")
    assert 'aria-label="更多"' in text
    assert 'data-key="m"' in text
    assert 'href="/x"' in render("{{ button('去', href='/x') }}")
