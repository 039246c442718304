"""The settings screens of this room: wording of notices, group robots, and the outbox."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.post import send_again
from huisheng.watch.notify.actions import remove_robot, save_notice_template, save_robot, send_test
from huisheng.watch.notify.forms import NoticeTemplateForm, RobotForm, robot_initial, template_initial
from huisheng.watch.notify.models import NoticeTemplate, Robot, RobotMessage
from huisheng.watch.notify.previews import preview
from huisheng.watch.notify.queries import letters, robot_messages, robot_rows
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


@gated
def robots(request: StaffRequest) -> HttpResponse:
    return render(request, "notify/robots.html", {"rows": robot_rows()})


@gated
def new_robot(request: StaffRequest) -> HttpResponse:
    form = RobotForm(request.POST or None)
    if form.is_valid():
        robot = form.carry_out(save_robot, None, **form.cleaned_data, by=request.user.party)
        if robot is not None:
            messages.success(request, _("“%(name)s” is connected. Send it a test.") % {"name": robot.name})
            return redirect("settings:robot", robot_id=robot.pk)
    words = {
        "title": _("New robot"),
        "lead": _("It tells a group when a promised time is near or over: number, grade and time, nobody's data."),
        "submit": _("Connect the robot"),
        "back": reverse("settings:robots"),
    }
    return render(request, "settings/form.html", {"form": form, **words})


@gated
def robot(request: StaffRequest, robot_id: int) -> HttpResponse:
    one = get_object_or_404(Robot, pk=robot_id)
    form = RobotForm(request.POST or None, initial=robot_initial(one), robot=one)
    if form.is_valid() and form.done(save_robot, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("settings:robot", robot_id=one.pk)
    return render(request, "notify/robot.html", {"form": form, "robot": one, "sent": robot_messages(one)})


@require_POST
@gated
def robot_test(request: StaffRequest, robot_id: int) -> HttpResponse:
    """Say something to the group now, and whether it was taken."""
    one = get_object_or_404(Robot, pk=robot_id)
    message = send_test(one)
    if message.state == RobotMessage.State.SENT:
        messages.success(request, _("“%(name)s” took the message: look into the group.") % {"name": one.name})
    else:
        words = {"name": one.name, "why": message.last_error}
        messages.error(request, _("“%(name)s” did not take it: %(why)s") % words)
    return redirect("settings:robot", robot_id=one.pk)


@require_POST
@gated
def robot_gone(request: StaffRequest, robot_id: int) -> HttpResponse:
    one = get_object_or_404(Robot, pk=robot_id)
    remove_robot(one, by=request.user.party)
    messages.success(request, _("“%(name)s” is removed; its address is forgotten.") % {"name": one.name})
    return redirect("settings:robots")
