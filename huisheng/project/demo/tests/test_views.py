"""The demo's views can be asked, and each is seen by whom it is for."""

import pytest
from django.utils import timezone

from huisheng.project.demo.views import keep_views
from huisheng.watch.automation.fields import tickets_matching
from huisheng.watch.automation.queries import views_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_views_of_the_demo_can_be_asked_by_whom_they_are_for(cast: Cast) -> None:
    keep_views({"admin": cast.admin, "chen": cast.chen, "lin": cast.lin})
    assert [view.name for view in views_for(cast.lin)] == ["两小时内到期", "等我们回复", "红色已超时"]
    assert [view.name for view in views_for(cast.dan)] == ["红色已超时"]
    for view in views_for(cast.lin):
        assert list(tickets_matching(cast.lin, view.condition, timezone.now())) == []
