"""The layouts and every component render, in both languages, without script or style in the page."""

import re

import pytest
from django.test import Client

from .make import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huisheng.web.frame.tests.urls")]
INLINE = re.compile(rb"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_staff("admin"))
    return client


@pytest.mark.parametrize("layout", ["desk", "portal"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_shows_every_component_without_inline_code(desk: Client, layout: str, language: str) -> None:
    desk.cookies["huisheng_language"] = language
    page = desk.get(f"/design/?layout={layout}")
    assert page.status_code == 200
    assert not INLINE.findall(page.content)
    assert page.content.count(b'<main id="main"') == 1
