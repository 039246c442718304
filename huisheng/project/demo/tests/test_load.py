"""The demo plays through the real verbs."""

import pytest
from django.db import connection

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.models import Reaction
from huisheng.journey.runner import unanswered_events
from huisheng.project.demo import load as demo
from huisheng.project.demo.stories import STORIES
from huisheng.stages.closure.models import Closure

pytestmark = pytest.mark.django_db


def test_it_plays_the_stories_and_leaves_no_work_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "TICKETS", STORIES)
    said: list[str] = []
    demo.load(said.append)
    assert Ticket.objects.count() == len(STORIES)
    assert {script.ends for script in STORIES} >= {"closed", "open"}
    closed = sum(script.ends == "closed" for script in STORIES)
    assert Closure.objects.count() >= closed
    assert Ticket.objects.filter(status="closed").count() == closed
    assert not Reaction.objects.exclude(error="").exists(), "every reaction of the demo works"
    assert not unanswered_events()
    assert not Outbound.objects.filter(state=Outbound.State.WAITING).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        assert cursor.fetchone() == (0,)
    assert said, "it shows its progress"
    assert [name for _role, name, _password in demo.logins()] == ["lin", "chen", "admin"]
    assert Event.objects.filter(kind="ticket_opened").count() == len(STORIES)
