"""Notices, presence: the small places of the desk."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.actions import set_own_capacity
from huisheng.core.accounts.models import Presence
from huisheng.core.base.house import house, house_all
from huisheng.core.tickets.access import ticket_for
from huisheng.stages.routing.explained import explanations
from huisheng.trips.come_online import change_presence
from huisheng.trips.leave import leave_for_the_day, plan_to_leave
from huisheng.watch.notify.actions import mark_read, save_wish
from huisheng.watch.notify.forms import WishForm, wish_initial
from huisheng.watch.notify.queries import digest_of, notices_behind, notices_of
from huisheng.watch.notify.wishes import wishes_of
from huisheng.web.frame.http import StaffRequest, came_from, htmx_or_redirect, is_htmx, staff_required
from huisheng.web.workspace.troubles import troubles_of


@require_safe
@staff_required()
def notices(request: StaffRequest) -> HttpResponse:
    """What the house told this colleague; htmx may ask for the number on the bell alone."""
    if is_htmx(request) and "bell" in request.GET:
        return render(request, "frame/_bell.html")
    return render(request, "workspace/notices.html", {"page": notices_of(request.user, request.GET.get("cursor", ""))})


@require_safe
@staff_required()
def digest(request: StaffRequest, notice_id: int) -> HttpResponse:
    """What stands behind one digest of the own bell."""
    one = digest_of(request.user, notice_id)
    if one is None:
        raise Http404
    page = notices_behind(request.user, one.pk, request.GET.get("cursor", ""))
    return render(request, "workspace/digest.html", {"digest": one, "page": page})


@staff_required()
def wishes(request: StaffRequest) -> HttpResponse:
    """How this colleague wants to be told; everybody sets the own ways only."""
    staff = request.user
    form = WishForm(request.POST or None, initial=wish_initial(wishes_of([staff])[staff.pk]))
    if form.is_valid() and form.done(save_wish, staff, **form.asked()):
        messages.success(request, _("Saved: this is how you are told from now on."))
        return redirect("desk:wishes")
    house = house_all()
    hours = (house["notices.quiet_from"], house["notices.quiet_until"]) if house["notices.quiet"] else None
    return render(request, "workspace/wishes.html", {"form": form, "house_hours": hours})


@require_POST
@staff_required()
def read_notices(request: StaffRequest) -> HttpResponse:
    """Mark all, or the named ones, as read."""
    wanted = [int(one) for one in request.POST.getlist("notice") if one.isdecimal() and len(one) < 19]
    mark_read(request.user, wanted or None)
    return htmx_or_redirect(request, reverse("desk:notices"), said=_("Marked as read."))


@require_safe
@staff_required()
def troubles(request: StaffRequest) -> HttpResponse:
    """What stands still or is not saved; asked by every page of those whom it concerns, once a minute."""
    return render(request, "workspace/_troubles.html", {"troubles": troubles_of(request.user)})


@require_POST
@staff_required()
def presence(request: StaffRequest) -> HttpResponse:
    """At the desk or away (`away:吃饭` says why); coming online hands out what waits in the pool."""
    wanted, _colon, why = request.POST.get("presence", "").partition(":")
    reason = why if why in breaks() else ""
    presence = wanted if wanted in Presence.values else Presence.AWAY
    got = change_presence(request.user, presence, reason=reason)
    said = _("You are online.") if presence == Presence.ONLINE else _("You are away; new feedback goes to others.")
    if got:
        said += " " + _("From the pool: %(n)s") % {"n": len(got)}
    return htmx_or_redirect(request, came_from(request) or reverse("desk:queue"), said=said)


@require_safe
@staff_required()
def presence_menu(request: StaffRequest) -> HttpResponse:
    """Fetched when the menu is opened: the reasons for a break, and how much one takes at once."""
    return render(request, "workspace/_presence_menu.html", {"breaks": breaks()})


@require_POST
@staff_required()
def capacity(request: StaffRequest) -> HttpResponse:
    """How much I take at once, within what my supervisor allows."""
    given = request.POST.get("capacity", "")
    wanted = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else -1
    set_own_capacity(request.user, wanted)
    said = _("You take up to %(n)s units at once.") % {"n": wanted}
    return htmx_or_redirect(request, came_from(request) or reverse("desk:queue"), said=said)


def breaks() -> list[str]:
    """The house's words for a break, at most twelve."""
    lines = (line.strip()[:30] for line in str(house("desk.breaks")).splitlines())
    return [line for line in lines if line][:12]


@staff_required()
def leaving(request: StaffRequest) -> HttpResponse:
    """GET: what would go and what would stay if I left now. POST: leave for the day."""
    if request.method == "POST":
        left = leave_for_the_day(request.user, by=request.user.party)
        said = _("Good evening! %(goes)s passed on, %(stays)s stay with you.")
        return htmx_or_redirect(
            request, reverse("desk:queue"), said=said % {"goes": len(left.goes), "stays": len(left.stays)}
        )
    return render(request, "workspace/leaving.html", {"plan": plan_to_leave(request.user)})


@require_safe
@staff_required()
def why_this_desk(request: StaffRequest, number: str) -> HttpResponse:
    """Why each desk this ticket lay on, and who else was looked at."""
    ticket = ticket_for(request.user, number)
    return render(request, "workspace/why_desk.html", {"ticket": ticket, "explanations": explanations(ticket)})
