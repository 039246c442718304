"""Reply templates while answering, and those one keeps oneself or for a team."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.actions import note_use, retire_template, save_own_template, template_facts
from huisheng.core.knowledge.folders import folder_rank
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.core.knowledge.queries import may_keep, shared_with
from huisheng.core.knowledge.views.templates import mind_the_words
from huisheng.core.tickets.access import ticket_for
from huisheng.stages.handling.speech import MEANINGS
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.offers import facts_for, offers_for
from huisheng.web.workspace.own_forms import OwnTemplateForm, whose_of


@require_safe
@staff_required()
def pick(request: StaffRequest, number: str) -> HttpResponse:
    """Reply templates filled for this ticket; `?order=used` puts the most used first."""
    ticket = ticket_for(request.user, number)
    used = request.GET.get("order") == "used"
    offers = offers_for(ticket, request.user, most_used_first=used)
    shown = {"offers": offers, "ticket": ticket, "used_first": used, "facts": facts_for(ticket, request.user)}
    return render(request, "workspace/_templates.html", shown)


@require_POST
@staff_required(Right.ANSWER)
def use(request: StaffRequest, template_id: int) -> HttpResponse:
    """Somebody put it into an answer: counted, nothing to see."""
    note_use(_template(request.user, template_id), staff=request.user)
    return HttpResponse(status=204)


@require_safe
@staff_required(Right.ANSWER)
def kept(request: StaffRequest) -> HttpResponse:
    """The templates one may use, and which of them one may change."""
    rows = sorted(
        ReplyTemplate.objects.filter(shared_with(request.user)).select_related("team"),
        key=lambda one: (not one.owner_id, not one.team_id, folder_rank(one.folder)),
    )
    listed = [(one, may_keep(request.user, one)) for one in rows]
    return render(request, "workspace/own_templates.html", {"rows": listed})


@staff_required(Right.ANSWER)
def new(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@staff_required(Right.ANSWER)
def change(request: StaffRequest, template_id: int) -> HttpResponse:
    return _edit(request, _own(request.user, template_id))


@require_POST
@staff_required(Right.ANSWER)
def retirement(request: StaffRequest, template_id: int) -> HttpResponse:
    """Offer it no more, or again."""
    one, active = _own(request.user, template_id), request.POST.get("active") == "1"
    retire_template(one, active=active, by=request.user.party)
    said = _("Offered again: %(name)s") if active else _("Not offered any more: %(name)s")
    return htmx_or_redirect(request, "desk:own_templates", said=said % {"name": one.label})


def _edit(request: StaffRequest, one: ReplyTemplate | None) -> HttpResponse:
    folders = list(ReplyTemplate.objects.values_list("folder", flat=True).distinct())
    initial = template_facts(one) | {"whose": whose_of(one)} if one else {"whose": "mine", "active": True}
    form = OwnTemplateForm(request.POST or None, staff=request.user, folders=folders, initial=initial)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "whose"}
        same = {"name_en": one.name_en, "rank": one.rank} if one else {}
        if form.done(save_own_template, one, **given, **same, **form.shared(), by=request.user.party):
            mind_the_words(request, given["body"], given["body_en"])
            return htmx_or_redirect(request, "desk:own_templates", said=_("Saved: %(name)s") % {"name": given["name"]})
    return render(request, "workspace/own_template.html", {"form": form, "one": one, "meanings": MEANINGS})


def _template(staff: Staff, pk: int) -> ReplyTemplate:
    return get_object_or_404(ReplyTemplate.objects.filter(shared_with(staff)).select_related("team"), pk=pk)


def _own(staff: Staff, pk: int) -> ReplyTemplate:
    one = _template(staff, pk)
    if not may_keep(staff, one):
        raise PermissionDenied
    return one
