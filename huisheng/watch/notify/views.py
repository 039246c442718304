"""The settings screens of this room: wording of notices, and the outbox."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.post import send_again
from huisheng.watch.notify.actions import save_notice_template
from huisheng.watch.notify.forms import NoticeTemplateForm, template_initial
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.previews import preview
from huisheng.watch.notify.queries import letters
from huisheng.watch.notify.variables import MEANINGS

gated = right_required(Right.SETTINGS)


@gated
def notice_templates(request: StaffRequest) -> HttpResponse:
    rows = list(NoticeTemplate.objects.all())
    groups = [
        (audience.label, [row for row in rows if row.audience == audience]) for audience in NoticeTemplate.Audience
    ]
    return render(request, "notify/templates.html", {"groups": groups})


@gated
def notice_template(request: StaffRequest, template_id: int) -> HttpResponse:
    template = get_object_or_404(NoticeTemplate, pk=template_id)
    form = NoticeTemplateForm(request.POST or None, initial=template_initial(template))
    if form.is_valid() and form.done(save_notice_template, template, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": template.subject})
        return redirect("settings:notice_templates")
    shown = {"form": form, "template": template, "names": MEANINGS, "samples": preview(template)}
    return render(request, "notify/template.html", shown)


@require_POST
@gated
def notice_preview(request: StaffRequest, template_id: int) -> HttpResponse:
    """The wording as typed, filled with an invented ticket; stores nothing."""
    template = get_object_or_404(NoticeTemplate, pk=template_id)
    for name in ("subject", "body", "subject_en", "body_en"):
        setattr(template, name, request.POST.get(name, ""))
    return render(request, "notify/_preview.html", {"samples": preview(template)})


@gated
def outbox(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in Outbound.State.values else ""
    page = letters(request.GET.get("cursor"), state=state)
    shown = {"page": page, "state": state, "states": Outbound.State.choices, "bounce_words": bounce_words}
    return render(request, "notify/outbox.html", shown)


@gated
def outbound(request: StaffRequest, letter_id: int) -> HttpResponse:
    letter = get_object_or_404(Outbound, pk=letter_id)
    return render(request, "notify/letter.html", {"letter": letter, "bounce_words": bounce_words})


@require_POST
@gated
def outbound_again(request: StaffRequest, letter_id: int) -> HttpResponse:
    letter = send_again(get_object_or_404(Outbound, pk=letter_id), by=request.user.party)
    messages.success(request, _("The letter to %(to)s is on its way again.") % {"to": letter.masked_to})
    return redirect("settings:outbox")
