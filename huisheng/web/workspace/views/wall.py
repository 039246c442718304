"""Screens on the wall: the board in large type, by login or by a link of its own; and the list of those links."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.actions import create_wall, note_seen, revoke_wall
from huisheng.watch.insight.board.scope import Look
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.progress.rows import Filters, View
from huisheng.watch.insight.walls import wall_by_secret, walls_of
from huisheng.web.frame import errors
from huisheng.web.frame.http import StaffRequest, client_ip, is_htmx, staff_required
from huisheng.web.frame.ratelimit import guard
from huisheng.web.workspace.board import wall_context
from huisheng.web.workspace.forms import WallForm
from huisheng.web.workspace.progress import progress_wall_context
from huisheng.web.workspace.views.board import scope_of
from huisheng.web.workspace.views.progress import filters_of

LOOKS, LOOKS_S = 1_200, 600  # of one link: twenty screens that ask every ten seconds
GUESSES, GUESSES_S = 30, 600  # wrong links from one internet address
NIGHT = range(2, 5)  # local hours in which a screen may load itself anew
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


@require_safe
@staff_required(Right.NUMBERS)
def own(request: StaffRequest) -> HttpResponse:
    """GET /desk/wall/?team=&channel=&scheme=: for a screen on which somebody is logged in."""
    return drawn(request, Look(request.user, scope_of(request)), request.get_full_path())


@require_safe
@staff_required(Right.NUMBERS)
def own_progress(request: StaffRequest) -> HttpResponse:
    """GET /desk/progress/wall/?team=: the progress board for a screen on which somebody is logged in."""
    asked = filters_of(request)
    return drawn_progress(request, View(request.user, Filters(team=asked.team)), request.get_full_path())


@require_safe
def linked(request: HttpRequest, wall_secret: str) -> HttpResponse:
    """GET /wall/<secret>/: no login; numbers and masked names of one team or of the house, read-only."""
    wall = wall_by_secret(wall_secret)
    if wall is None:
        guard(f"wall-guess:{client_ip(request)}", GUESSES, GUESSES_S)
        return errors.missing(request, _("This screen's link was revoked, has run out, or was copied in part."))
    guard(f"wall:{wall.pk}", LOOKS, LOOKS_S)
    note_seen(wall)
    name = wall.team.label if wall.team else ""
    if wall.kind == Wall.Kind.PROGRESS:
        return drawn_progress(request, View(wall), request.path, name=name)
    return drawn(request, Look(wall), request.path, name=name)


def drawn(request: HttpRequest, look: Look, here: str, *, name: str = "") -> HttpResponse:
    """The page, or for htmx the fragment that is swapped every ten seconds."""
    return _shown(request, wall_context(look), "workspace/_wall.html", here, name)


def drawn_progress(request: HttpRequest, view: View, here: str, *, name: str = "") -> HttpResponse:
    """The same of the progress board."""
    return _shown(request, progress_wall_context(view), "workspace/_progress_wall.html", here, name)


def _shown(request: HttpRequest, found: dict[str, Any], part: str, here: str, name: str) -> HttpResponse:
    night = timezone.localtime(found["drawn"]).hour in NIGHT
    context = found | {"address": here, "night": night, "wall_name": name, "part": part}
    response = render(request, part if is_htmx(request) else "workspace/wall.html", context)
    for header, value in HEADERS.items():
        response.headers[header] = value
    return response


@staff_required(Right.NUMBERS)
def walls(request: StaffRequest) -> HttpResponse:
    """The links of screens, and a form for a new one, whose address is shown this once."""
    form = WallForm(request.POST or None, staff=request.user)
    made = ""
    if form.is_valid() and (done := form.carry_out(create_wall, **form.answers(), by=request.user)):
        made = request.build_absolute_uri(reverse("wall:show", args=[done[1]]))
        form = WallForm(staff=request.user)
    context = {"walls": walls_of(request.user), "form": form, "made": made, "now": timezone.now()}
    return render(request, "workspace/walls.html", context)


@require_POST
@staff_required(Right.NUMBERS)
def wall_revocation(request: StaffRequest, wall_id: int) -> HttpResponse:
    wall: Wall = get_object_or_404(walls_of(request.user), pk=wall_id)
    revoke_wall(wall, by=request.user)
    messages.success(request, _("The screen “%(name)s” shows nothing any more.") % {"name": wall.name})
    return redirect("desk:walls")
