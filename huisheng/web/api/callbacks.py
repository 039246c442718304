"""Bring a list of customers who are to be rung up."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from huisheng.stages.followup.actions import api_lines, take_lines
from huisheng.stages.followup.lists import REASONS
from huisheng.stages.followup.queries import for_lists
from huisheng.web.api.auth import token_of
from huisheng.web.api.problems import WRITING, Problem
from huisheng.web.api.schemas import CallbacksIn, CallbacksOut
from huisheng.web.api.tickets import WRONG, NotValid

router = Router(tags=["callbacks"])


@router.post("/callbacks", response={201: CallbacksOut, WRITING: Problem}, operation_id="plan_callbacks")
def plan(request: HttpRequest, data: CallbacksIn) -> Status[dict[str, Any]]:
    """Plan callbacks for up to 500 customers: new ones, those who try something, or whoever a scenario is about.

    `reason` names the list: the same customer with the same reason is planned once, however often it is sent. Who cannot
    be rung up is named by its place in `customers`, from 1, with the reason; the others are planned all the same.
    """
    scenario = for_lists().filter(code=data.scenario).first()
    if scenario is None:
        raise NotValid(WRONG, scenario=_("There is no such scenario for lists, or it is switched off."))
    if data.due_at is not None and data.due_at <= timezone.now():
        raise NotValid(WRONG, due_at=_("This time is over already."))
    sent = [one.dict(exclude={"external_id"}) | {"external": one.external_id} for one in data.customers]
    done = take_lines(
        scenario,
        api_lines(sent),
        reason=f"api:{data.reason}",
        by=token_of(request).party,
        due_at=data.due_at,
    )
    refused = [{"place": place, "code": code, "reason": str(REASONS[code])} for place, code in done.refused]
    return Status(201, {"planned": done.planned, "known": done.known, "refused": refused})
