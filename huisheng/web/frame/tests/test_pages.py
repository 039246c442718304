"""The layouts and every component render, in both languages, without script or style in the page."""

import gzip
import re

import pytest
from django.conf import settings
from django.test import Client

from huisheng.web.frame.jinja import environment

from .make import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huisheng.web.frame.tests.urls")]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")
MACRO = re.compile(r"{% macro (\w+)\(")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff("admin"))
    return client


def html(client: Client, layout: str = "desk", **headers: str) -> str:
    page = client.get(f"/design/?layout={layout}", headers=headers)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("layout", ["desk", "portal", "settings"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_shows_every_component_without_inline_code(desk: Client, layout: str, language: str) -> None:
    desk.cookies["huisheng_language"] = language
    page = html(desk, layout)
    assert not INLINE.findall(page)
    assert page.count('id="main"') == 1
    assert "</html>" in page


def test_it_uses_every_macro_on_the_design_pages() -> None:
    source = (settings.PACKAGE / "templates" / "frame" / "macros.html").read_text()
    pages = "".join(page.read_text() for page in (settings.PACKAGE / "templates" / "frame").glob("design_*.html"))
    unused = {name for name in MACRO.findall(source) if f"{name}(" not in pages}
    assert unused == {"form_field", "form_errors"}  # they need a form: test_macros.py


def test_it_speaks_the_language_of_the_reader(desk: Client) -> None:
    assert 'lang="zh-Hans"' in html(desk)
    assert ">队列<" in html(desk)
    desk.cookies["huisheng_language"] = "en"
    english = html(desk)
    assert '<html lang="en"' in english
    assert ">Queue<" in english
    assert "快捷键</" not in english


def test_it_shows_only_places_the_role_may_enter(client: Client) -> None:
    client.force_login(make_staff("colleague"))
    page = html(client)
    assert 'href="/at/queue/"' in page
    assert 'href="/at/entry/"' not in page
    assert 'href="/at/settings/"' not in page


def test_it_marks_the_place_one_is_in_and_leaves_out_what_no_door_has(desk: Client) -> None:
    page = html(desk, "settings")
    assert 'href="/at/settings/tags/"' in page
    assert "分级方案" not in page


def test_it_keeps_the_first_view_of_customers_small(client: Client) -> None:
    page = html(client, "portal")
    addresses = re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))', page)
    assert "vendor/tabler.min.css" not in addresses
    own = [settings.PACKAGE / "static" / name for name in set(addresses) if not name.startswith("vendor/")]
    small = sum(len(gzip.compress(path.read_bytes())) for path in own) + len(gzip.compress(page.encode()))
    assert small < 30_000  # with the icons' 10 KB far below the promised 100 KB


def test_it_escapes_what_people_typed() -> None:
    env = environment(loader=None)
    text = '{{ x }}{{ x|nl2p }}{{ _("Dear %(name)s", name=x) }}'
    assert "<b>" not in env.from_string(text).render(x="<b>")


def test_it_is_strict_about_unknown_names_in_tests() -> None:
    env = environment(loader=None)
    with pytest.raises(Exception, match="undefined"):
        env.from_string("{{ nobody_knows }}").render()
