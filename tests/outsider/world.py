"""A house in which everything an address may name is there, and is out of an outsider's reach."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Absence, ApiToken, Calendar, Contact, Shift, Skill, Staff
from huisheng.core.accounts.tests.make import make_token
from huisheng.core.base.actions import store_file
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixLevel, Nature, Tag, TagGroup
from huisheng.core.channels.models import Channel, Mailbox
from huisheng.core.channels.tests.make import make_letter, make_mailbox, make_refused_mail
from huisheng.core.customers.models import Identity, IdentityConflict, Tier
from huisheng.core.knowledge.models import Phrase, ReplyTemplate
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Attachment, Ticket
from huisheng.journey.tests.make import make_offered
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn, set_finding
from huisheng.stages.closure.models import RootCause
from huisheng.stages.closure.tests.make import make_asking, make_every_try
from huisheng.stages.collaboration.models import CollabFile, CollabRequest
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import make_callback
from huisheng.stages.handling.actions import (
    Given,
    Words,
    promise_customer,
    propose_compensation,
    put_into_draft,
    send_reply,
    snooze,
)
from huisheng.stages.handling.models import Compensation, Held, Macro, Promise
from huisheng.stages.ideas.models import Suggestion
from huisheng.stages.ideas.tests.make import make_suggestion
from huisheng.stages.improvement.tests.make import make_improvement
from huisheng.stages.praise.actions import draft_case
from huisheng.stages.praise.models import Praise
from huisheng.stages.praise.tests.make import make_praise
from huisheng.stages.rectify.tests.make import make_miss
from huisheng.stages.routing.actions import assign_ticket, hand_over
from huisheng.stages.routing.models import HandOver, RoutingRule
from huisheng.stages.sla.models import Clock, EscalationChain, ServicePolicy
from huisheng.stages.survey.models import Question, Survey
from huisheng.stages.triage.actions import set_category
from huisheng.stages.triage.models import CategoryRule, GradeRule, Incident, LevelRule
from huisheng.stages.triage.tests.make import make_incident
from huisheng.trips.family import add_part
from huisheng.trips.merge import merge
from huisheng.trips.sending import send_later
from huisheng.trips.tests.test_macros import make_macro
from huisheng.watch.automation.actions import choose, save_view
from huisheng.watch.automation.models import BulkRun, Rule, SavedView
from huisheng.watch.insight.actions import create_wall
from huisheng.watch.insight.models import Target, Wall
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.tests.make import make_digest, make_robot
from huisheng.watch.warmth.models import WarmthMark
from tests.cast import Cast, gather
from tests.outsider.rows import (
    OPEN_PHONE,
    SECRET_WORDS,
    asked_of_others,
    duty_of,
    files_of,
    first,
    lost_of,
    made_dossier,
    make_list,
    make_opinion,
    other,
    received,
    record_field,
    weighed_reply,
)
from tests.outsider.surveys import invitation_of, response_of, secret_in, survey_for_move


@dataclass
class World:
    """The cast, tickets of 客服一组 in every state that some move needs, a token of every sort."""

    cast: Cast
    open: Ticket
    pool: Ticket
    asked: Ticket
    offered: Ticket
    praise: Ticket
    closed: Ticket
    file: Attachment
    note_file: Attachment
    hand_over: HandOver
    promise: Promise
    routing_rule: RoutingRule
    shift: Shift
    absence: Absence
    incident: Incident
    merged: Ticket
    into: Ticket
    twin: Ticket
    request: CollabRequest
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def tickets(self) -> list[Ticket]:
        asked = [self.open, self.pool, self.asked, self.offered, self.praise, self.closed]
        return [*asked, self.merged, self.into, self.twin]

    def ticket_of(self, name: str) -> Ticket:
        """The ticket on which the move called `name` would succeed, were it allowed."""
        state = {
            "desk:take": self.pool,
            "desk:take_up": self.asked,
            "desk:reply_hand_over": self.asked,
            "desk:end": self.praise,
            "desk:reopen": self.closed,
            "desk:merge_undo": self.merged,
            "desk:parts_told": self.pool,
            "desk:part_untie": self.pool,
            "portal:answer": self.offered,
            "desk:silence": self.offered,
            "desk:answer_told": self.offered,
            "confirm": self.offered,
        }
        return state.get(name, self.open)

    def value(self, part: str, name: str) -> object:
        """What stands in the place of `<part>` in the address called `name`."""
        known: dict[str, Any] = {
            "number": self.ticket_of(name).number,
            "secret": secret_in(name, self.request, self.closed, self.ticket_of(name)),
            "invitation_id": invitation_of(self.closed).pk if part == "invitation_id" else 0,
            "request_id": self.request.pk,
            "scenario": "complaint",
            "figure": "reached",
            "field": record_field() if part == "field" else "",
            "callback_id": self.callback if part == "callback_id" else 0,
            "contact_id": first(Contact).pk,
            "file_id": first(CollabFile).pk,
            "attachment_id": self.file.pk,
            "message_id": weighed_reply(self.open, self.cast.admin) if part == "message_id" else 0,
            "metric": "received",
            "pile": "open",
            "day": "2026-11-28",
            "clock_id": (Clock.objects.filter(breached_at__isnull=False).first() or make_miss(None, self.cast.cs1)).pk
            if part == "clock_id"
            else 0,
            "wall_id": (Wall.objects.first() or create_wall("三楼", team=None, by=self.cast.admin)[0]).pk,
            "wall_secret": create_wall("四楼", team=None, by=self.cast.admin)[1] if part == "wall_secret" else "",
            "hand_over_id": self.hand_over.pk,
            "promise_id": self.promise.pk,
            "made_id": made_dossier(self.open, self.cast.chen) if part == "made_id" else 0,
            "lost_id": lost_of(self.open, self.cast.lin) if part == "lost_id" else 0,
            "customer_id": self.open.customer_id,
            "improvement_id": make_improvement(self.cast, self.open).pk if part == "improvement_id" else 0,
            "cause": first(RootCause).code if part == "cause" else "",
            "cause_id": first(RootCause).pk if part == "cause_id" else 0,
            "compensation_id": self.compensation_of(name) if part == "compensation_id" else 0,
            "opinion_id": make_opinion(self.cast.admin, self.file.file).pk if part == "opinion_id" else 0,
            "draft_file_id": self.draft_file if part == "draft_file_id" else 0,
            "held_file_id": self.held_file if part == "held_file_id" else 0,
            "suggestion_id": self.wish.pk if part == "suggestion_id" else 0,
            "proposal_id": self.wish.proposals.latest("pk").pk if part == "proposal_id" else 0,
            "praise_id": self.kind_words.pk if part == "praise_id" else 0,
            "case_id": draft_case(self.open, praise=self.kind_words, by=SYSTEM).pk if part == "case_id" else 0,
            "of_month": "2026-11",
            "staff_id": self.cast.wang.pk,
            "skill_id": first(Skill).pk,
            "list_id": make_list(self.cast.chen) if part == "list_id" else 0,
            "team_id": self.cast.warehouse.pk,
            "token_id": first(ApiToken).pk,
            "calendar_id": first(Calendar).pk,
            "shift_id": self.shift.pk,
            "absence_id": self.absence.pk,
            "year": 2026,
            "month": 11,
            "category_id": first(Category).pk,
            "group_id": first(TagGroup).pk,
            "tag_id": first(Tag).pk,
            "incident_id": self.incident.pk,
            "level_id": first(MatrixLevel).pk,
            "scheme_id": first(GradingScheme).pk,
            "grade_id": first(Grade).pk,
            "channel_id": first(Channel).pk,
            "mailbox_id": (Mailbox.objects.first() or make_mailbox()).pk if part == "mailbox_id" else 0,
            "inbound_id": make_refused_mail().pk if part == "inbound_id" else 0,
            "survey_id": first(Survey).pk,
            "question_id": first(Question).pk,
            "response_id": response_of(self.closed, SECRET_WORDS).pk if part == "response_id" else 0,
            "robot_id": make_robot().pk if part == "robot_id" else 0,
            "notice_id": make_digest(self.cast.admin).pk if part == "notice_id" else 0,
            "letter_id": make_letter().pk if part == "letter_id" else 0,
            "template_id": first(NoticeTemplate if "notice" in name else ReplyTemplate).pk,
            "phrase_id": first(Phrase).pk,
            "mark_id": first(WarmthMark).pk,
            "target_id": first(Target).pk,
            "macro_id": (Macro.objects.first() or make_macro(steps=[{"deed": "note", "text": "看过"}])).pk
            if part == "macro_id"
            else 0,
            "rule_id": self.rule_of(name),
            "view_id": self.kept_view() if part == "view_id" else 0,
            "run_id": self.many_at_once() if part == "run_id" else 0,
            "code": first(ServicePolicy).code,
            "family": first(ServicePolicy).family,
            "chain": first(EscalationChain).code,
            "uidb36": "1",
            "key": "no-such-key",
        }
        if part not in known:
            pytest.fail(f"{name} asks for <{part}>: say in tests/outsider/world.py, World.value, what stands there.")
        return known[part]

    @property
    def callback(self) -> int:
        """Planned about the open ticket, on Lin's list."""
        known = Callback.objects.filter(ticket=self.open).first()
        return (
            known or make_callback(self.open.customer, ticket=self.open, assignee=self.cast.lin, team=self.cast.cs1)
        ).pk

    def kept_view(self) -> int:
        """A view of the house."""
        kept = SavedView.objects.filter(owner=None, team=None).first()
        return (kept or save_view(name="红色", condition={}, staff=self.cast.admin, for_all=True)).pk

    def many_at_once(self) -> int:
        """Something the admin was about to do to many."""
        run = BulkRun.objects.filter(staff=self.cast.admin).first()
        return (run or choose(self.cast.admin, tickets_for(self.cast.admin), deed="note")).pk

    def compensation_of(self, name: str) -> int:
        """One that waits for a decision, or one that was approved."""
        fen = 30_000 if name == "desk:amends_decide" else 2_000
        found = Compensation.objects.filter(ticket=self.open, fen=fen).first()
        words: dict[str, Any] = {"kind": "coupon", "words": "无门槛券", "by": self.cast.lin}
        return (found or propose_compensation(self.open, fen=fen, **words)).pk

    @property
    def wish(self) -> Suggestion:
        kept = Suggestion.objects.first() or make_suggestion(ticket=self.open, source="ticket", words=SECRET_WORDS)
        return kept if kept.proposals.count() > 1 else make_suggestion(into=kept)

    @property
    def kind_words(self) -> Praise:
        return make_praise(ticket=self.open, origin="ticket:0", people=[self.cast.lin])

    @property
    def held(self) -> Held:
        return Held.objects.get(ticket=self.open)

    @property
    def held_file(self) -> int:
        return self.held.files.get().pk

    @property
    def draft_file(self) -> int:
        """Of an admin, who may look at everything, but not at the drafts of others."""
        photo = [("盒子.jpg", self.file.file)]
        draft = put_into_draft(self.open, staff=self.cast.admin, kind="note", fields={"text": "想想"}, files=photo)
        return draft.files.earliest("pk").pk

    def rule_of(self, name: str) -> int:
        if "routing_rule" in name:
            return self.routing_rule.pk
        if "auto_rule" in name:
            return int(first(Rule).pk)
        if "level_rule" in name:
            return int(first(LevelRule).pk)
        return int(first(GradeRule if "grade_rule" in name else CategoryRule).pk)

    def payload(self, name: str) -> dict[str, Any]:
        """One form that fits every move on a ticket, so that only the gate stands between it and a change."""
        return {
            "text": "我想改一改这张工单",
            "note": "请接手",
            "reason": "因为我想",
            "severity": "high",
            "winback": "gone",
            "shape": "pdf",
            "what": "coupon",
            "found": "拿错型号",
            "amount": "20",
            "words": "20元无门槛券",
            "reference": "HS-7788",
            "measure": "换一件新的",
            "timing": "11月25日 18:00 前",
            "responsible": "林晓",
            "staff": self.cast.chen.pk,
            "grade": other(Grade.objects.filter(scheme__grades=self.open.grade), self.open.grade).pk,
            "category": other(Category.objects.filter(retired_at=None), self.open.category).code,
            "tag": first(Tag).code,
            "tier": first(Tier).code,
            "kind": "reply" if name == "desk:drafts" else "withdrawn",
            "state": "here",
            "held": self.held.pk,
            "into": self.twin.number,
            "part": self.asked.number,
            "message": self.open.messages.filter(kind="customer").values_list("pk", flat=True)[0],
            "answer": "yes",
            "solved": "yes",
            "stars": "5",
            "word": "好",
            "presence": "away",
            "language": "en",
            "theme": "dark",
            "active": "0",
            "enabled": "0",
            "whom": f"team:{self.request.team_id}",
            "problem": "收到的型号不对",
            "need": "确认库存",
            "due": f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}",
            "until": f"{timezone.localtime() + timedelta(days=9):%Y-%m-%dT%H:%M}",
            "retired": "1",
            "survey": survey_for_move(name, self.open),
            "a-solved": "1",
            "a-satisfied": "4",
        }

    def insider_of(self, name: str) -> Staff:
        """Who may make the move called `name`."""
        others = {
            "desk:assign": self.cast.chen,
            "desk:own_agent": self.cast.chen,
            "desk:close": self.cast.chen,
            "desk:silence": self.cast.chen,
            "desk:answer_told": self.cast.chen,  # never who handles it
            "desk:end": self.cast.chen,  # it was a complaint once
            "desk:amends_decide": self.cast.chen,
            "desk:reply_hand_over": self.cast.chen,
        }
        return others.get(name, self.cast.lin)


def build() -> World:
    """Everything stands; nothing of it belongs to 客服二组 or to the warehouse."""
    cast = gather()
    told = f"漏发了配件，孩子生日要用，{SECRET_WORDS}"
    opened = received(told, cast, phone=OPEN_PHONE)
    pool, asked, offered = received(told, cast), received(told, cast), received(told, cast)
    praise, closed = received(told, cast), received(told, cast)
    assign_ticket(pool, staff=None, team=cast.cs1, by=SYSTEM)
    asking = hand_over(asked, to=cast.chen, note="我要去开会", by=cast.lin.party)
    make_offered(offered, by=cast.lin)
    make_every_try(make_asking(offered, at=timezone.now()), cast.chen)
    set_finding(offered, cause=first(RootCause), words="拿错了", by=cast.lin.party)
    send_reply(praise, text="谢谢您的表扬！", by=cast.lin.party)
    set_category(praise, category=Category.objects.filter(nature=Nature.PRAISE).first(), by=cast.lin.party)  # type: ignore[arg-type]
    close_withdrawn(closed, reason="客户撤回", by=cast.chen.party)
    zhao = first(Identity)
    IdentityConflict.objects.create(customer=opened.customer, other=cast.zhao, identity=zhao)
    Skill.objects.create(code="english", name="英语")
    given = promise_customer(opened, given=Given("回电", amount=2, unit="work_day"), by=cast.lin.party)
    rule = RoutingRule.objects.create(name="仓库的事", rank=1, team=cast.warehouse, condition={})
    group = make_incident(opened, pool)
    merged, into, twin = (received(told, cast, phone=OPEN_PHONE) for _ in range(3))
    merge(merged, into=into, reason="同一件事", by=cast.lin.party)
    photo = [("盒子.jpg", store_file(b"words", name="盒子.txt"))]
    later = Words("reply", {"text": SECRET_WORDS}, photo)
    send_later(opened, later, due_at=timezone.now() + timedelta(hours=2), by=cast.lin.party)
    snooze(asked, staff=cast.lin, until=timezone.now() + timedelta(hours=2))
    add_part(pool, part=asked, by=cast.lin.party)
    world = World(
        cast,
        opened,
        pool,
        asked,
        offered,
        praise,
        closed,
        *files_of(opened),
        asking,
        given,
        rule,
        *duty_of(cast.lin),
        group,
        merged,
        into,
        twin,
        asked_of_others(cast),
    )
    for ticket in world.tickets:
        ticket.refresh_from_db()
    for name in ("read", "write"):
        world.tokens[name] = make_token(name, scopes=[name])[1]
    none, world.tokens["none"] = make_token("none", scopes=["read"])
    ApiToken.objects.filter(pk=none.pk).update(scopes=[])
    return world
