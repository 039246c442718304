"""A customer at the desk: callbacks planned and made, what we do to win them back, the last feedback."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.stages.followup.actions import plan_by_hand
from huisheng.stages.followup.queries import callbacks_for, calls_of_customer, customer_for, phones_of, plannable
from huisheng.stages.winback.actions import flag_lost
from huisheng.stages.winback.models import Lost
from huisheng.stages.winback.queries import lost_for, open_lost
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required

LAST = 10  # pieces of feedback shown


@require_safe
@staff_required()
def show(request: StaffRequest, customer_id: int) -> HttpResponse:
    """GET ?cursor=: the page; callbacks in pages, the latest first. A fixed number of queries."""
    customer = customer_for(request.user, customer_id)
    found = calls_of_customer(request.user, customer, request.GET.get("cursor"))
    lost = open_lost(customer)
    may = request.user.allows(Right.ANSWER)
    seen = {one.ticket_id for one in found.rows if one.ticket_id}
    shown = {
        "customer": customer,
        "phones": phones_of(customer),
        "found": found,
        "opens": set(
            callbacks_for(request.user).filter(pk__in=[one.pk for one in found.rows]).values_list("pk", flat=True)
        ),
        "open_tickets": set(tickets_for(request.user).filter(pk__in=seen).values_list("pk", flat=True)),
        "may": may,
        "scenarios": list(plannable()) if may else [],
        "lost": lost,
        "may_open_lost": lost is not None and lost_for(request.user).filter(pk=lost.pk).exists(),
        "whys": Lost.Why.choices,
        "tickets": list(tickets_for(request.user).filter(customer=customer).order_by("-id")[:LAST]),
    }
    return render(request, "workspace/customer.html", shown)


@require_POST
@staff_required()
def call(request: StaffRequest, customer_id: int) -> HttpResponse:
    """POST scenario: this customer is to be rung up."""
    customer = _changeable(request, customer_id)
    chosen = request.POST.get("scenario", "")
    scenario = plannable().filter(code=chosen).first()
    if scenario is None:
        raise not_found()
    callback = plan_by_hand(scenario, customer, by=request.user)
    who = callback.assignee.name if callback.assignee else _("the pool")
    said = _("It stands on the callback list: %(name)s rings up.") % {"name": who}
    return htmx_or_redirect(request, reverse("desk:customer", args=[customer.pk]), said=said)


@require_POST
@staff_required()
def lose(request: StaffRequest, customer_id: int) -> HttpResponse:
    """POST why, note: we lost this customer, or fear so, apart from any feedback; the plan is made on the next page."""
    customer = _changeable(request, customer_id)
    why = request.POST.get("why", "")
    lost = flag_lost(
        customer,
        why=why if why in Lost.Why.values else Lost.Why.SAID_SO,
        note=request.POST.get("note", ""),
        by=request.user.party,
    )
    if not lost_for(request.user).filter(pk=lost.pk).exists():  # colleagues were quicker
        return redirect("desk:customer", customer.pk)
    return htmx_or_redirect(request, reverse("desk:winback_one", args=[lost.pk]), said=_("Kept under Win-back."))


def _changeable(request: StaffRequest, customer_id: int) -> Customer:
    """The gate first, then the right."""
    customer = customer_for(request.user, customer_id)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    return customer
