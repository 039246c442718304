"""Opinions about this system: say one from any page, read what became of it; admins answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.kit.errors import Refused
from huisheng.watch.opinions.actions import LONGEST, answer_opinion, give_opinion
from huisheng.watch.opinions.models import Opinion
from huisheng.watch.opinions.queries import opinion_page, opinions_for
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.uploads import store_uploads


class OpinionForm(ActionForm):
    """A few words, the page they are about, maybe a picture of it."""

    text = forms.CharField(
        label=gettext_lazy("What is in the way, or what would help"), max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    path = forms.CharField(label=gettext_lazy("About the page"), max_length=200, required=False)
    picture = forms.FileField(
        label=gettext_lazy("Picture of the screen"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip


@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/opinions/?from=&new=&cursor=: the form and the list. POST: say one."""
    initial = {"path": request.GET.get("from", "")[:200]}
    form = OpinionForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid() and form.done(_keep, request, form.cleaned_data):
        messages.success(request, _("Thank you. You hear here what becomes of it."))
        return redirect("desk:opinions")
    new = "new" in request.GET
    context = {
        "form": form,
        "page": opinion_page(request.user, request.GET.get("cursor"), new=new),
        "new": new,
        "answers": request.user.allows(Right.SETTINGS),
        "states": [one for one in Opinion.State.choices if one[0] != Opinion.State.NEW],
    }
    return render(request, "workspace/opinions.html", context)


@require_POST
@staff_required(Right.SETTINGS)
def answer(request: StaffRequest, opinion_id: int) -> HttpResponse:
    """What becomes of it."""
    one = get_object_or_404(opinions_for(request.user), pk=opinion_id)
    state, words = request.POST.get("state", ""), request.POST.get("answer", "")
    try:
        answer_opinion(one, state=state, answer=words, by=request.user)
        messages.success(request, _("Answered. The colleague hears it by the bell."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:opinions")


@require_safe
@staff_required()
def picture(request: StaffRequest, opinion_id: int) -> HttpResponseBase:
    """The picture of an opinion: for who said it and who answers."""
    one = get_object_or_404(opinions_for(request.user).filter(picture__isnull=False), pk=opinion_id)
    assert one.picture is not None  # noqa: S101 - asked for above
    return serve_file(request, one.picture, _("screen"), inline=one.picture.family == "image")


def _keep(request: StaffRequest, given: dict[str, Any]) -> Opinion:
    stored = store_uploads([given["picture"]]) if given.get("picture") else []
    return give_opinion(request.user, given["text"], path=given["path"], picture=stored[0][1] if stored else None)
