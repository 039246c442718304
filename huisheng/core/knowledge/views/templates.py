"""Settings screens for reply templates."""

from itertools import groupby

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.actions import save_template
from huisheng.core.knowledge.folders import folder_label, folder_rank
from huisheng.core.knowledge.forms import TemplateForm, template_initial
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.core.knowledge.wording import hints_in

gated = right_required(Right.SETTINGS)


@gated
def reply_templates(request: StaffRequest) -> HttpResponse:
    """The house's templates by folder."""
    rows = sorted(_of_the_house(), key=lambda one: folder_rank(one.folder))
    folders = [(folder_label(name), list(each)) for name, each in groupby(rows, key=lambda one: one.folder)]
    return render(request, "knowledge/reply_templates.html", {"folders": folders})


@gated
def new_reply_template(request: StaffRequest) -> HttpResponse:
    form = TemplateForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_template, None, **form.cleaned_data, by=request.user.party):
        mind_the_words(request, form.cleaned_data["body"], form.cleaned_data["body_en"])
        return redirect("settings:reply_templates")
    words = {"title": _("Add a reply template"), "submit": _("Add the template")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:reply_templates"), **words})


@gated
def reply_template(request: StaffRequest, template_id: int) -> HttpResponse:
    one = get_object_or_404(_of_the_house(), pk=template_id)
    form = TemplateForm(request.POST or None, initial=template_initial(one))
    if form.is_valid() and form.done(save_template, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        mind_the_words(request, form.cleaned_data["body"], form.cleaned_data["body_en"])
        return redirect("settings:reply_templates")
    words = {"title": one.label, "submit": _("Save the template")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:reply_templates"), **words})


def mind_the_words(request: HttpRequest, *texts: str) -> None:
    """Kept, but said: what our wording rules find in it."""
    for hint in [one for text in texts for one in hints_in(text)]:
        said = _("Kept. Please look again at “%(found)s”: %(why)s") % {"found": hint.found, "why": hint.rule.why}
        messages.info(request, said)


def _of_the_house() -> QuerySet[ReplyTemplate]:
    return ReplyTemplate.objects.filter(owner=None, team=None)
