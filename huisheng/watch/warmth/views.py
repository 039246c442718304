"""Settings screens for the marks of warmth, with a place to try a reply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.wording import hints_in
from huisheng.kit.warmth import BASE, Case, weigh
from huisheng.watch.warmth.actions import mark_facts, save_mark
from huisheng.watch.warmth.book import marks as marks_in_use
from huisheng.watch.warmth.forms import MarkForm
from huisheng.watch.warmth.models import WarmthMark
from huisheng.watch.warmth.queries import bill

gated = right_required(Right.SETTINGS)


@gated
def marks(request: StaffRequest) -> HttpResponse:
    """All marks: what is to be reached, then what is lost."""
    rows = list(WarmthMark.objects.all())
    parts = [
        (_("To be reached"), [one for one in rows if one.points > 0]),
        (_("Lost each time"), [one for one in rows if one.points < 0]),
    ]
    return render(request, "warmth/marks.html", {"parts": parts, "base": BASE})


@gated
def new_mark(request: StaffRequest) -> HttpResponse:
    form = MarkForm(request.POST or None, initial={"points": 6, "active": True})
    if form.is_valid() and form.done(save_mark, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:warmth")
    words = {"title": _("Add a mark of warmth"), "submit": _("Add the mark")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:warmth"), **words})


@gated
def mark(request: StaffRequest, mark_id: int) -> HttpResponse:
    one = get_object_or_404(WarmthMark, pk=mark_id)
    form = MarkForm(request.POST or None, initial=mark_facts(one), mark=one)
    if form.is_valid() and form.done(save_mark, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:warmth")
    words = {"title": one.label, "submit": _("Save the mark")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:warmth"), **words})


@require_POST
@gated
def trial(request: StaffRequest) -> HttpResponse:
    """What a first answer to somebody who complains would weigh; writes nothing."""
    text = request.POST.get("text", "").strip()
    about = Case("", frozenset(), frozenset({"first", "upset"}))
    weight = weigh(text, (one for one in marks_in_use() if one.how not in {"name", "case"}), about, hints_in(text))
    return render(request, "warmth/_trial.html", {"text": text, "weight": weight, "bill": bill(weight, text)})
