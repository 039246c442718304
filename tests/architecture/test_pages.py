"""Pages load nothing from elsewhere, and nothing runs or is styled inside them."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE

NAMES = ("http://www.w3.org/", "https://www.w3.org/", "http://localhost", "https://localhost", "http://127.0.0.1")
ADDRESS = re.compile(r"https?://[^\s\"'<>)`]+")
LOADED = re.compile(r"(?:src|href|action|poster|url)\s*=?\s*[(\"']+\s*//")
EXAMPLES = re.compile(r"https?://([\w-]+\.)*example(\.(com|org|net|cn))?\b|https?://…|https?://\$\{|https?://{")
INLINE = re.compile(
    r"\s(?:on[a-z]+|style)=[\"']|<style\b|<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|hx-on|javascript:|hx-vals='js:"
)


def files(*suffixes: str) -> list[Path]:
    roots = [path for path in PACKAGE.rglob("*") if path.suffix in suffixes and path.is_file()]
    return sorted(
        p for p in roots if {"templates", "templates_django", "static"} & set(p.parts) and "vendor" not in p.parts
    )


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", files(".html", ".js", ".css", ".svg", ".txt"), ids=name)
def test_it_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    foreign = [one for one in ADDRESS.findall(text) if not one.startswith(NAMES) and not EXAMPLES.match(one)]
    assert foreign == []
    assert not LOADED.search(text)


@pytest.mark.parametrize("path", files(".html"), ids=name)
def test_nothing_runs_inside_the_page(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ['<p style="x">', '<a onclick="f()">', "<script>f()</script>", "<style>", '<a href="javascript:f()">']
)
def test_the_check_sees_what_runs_inside(text: str) -> None:
    assert INLINE.search(text)


def test_a_form_that_changes_something_carries_its_token() -> None:
    posts = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
    bare = [
        name(path)
        for path in files(".html")
        for inside in posts.findall(path.read_text(encoding="utf-8"))
        if not re.search(r"csrf_input|csrf_token", inside)
    ]
    assert bare == []
