"""Teaching cases: the list, one of them, wording it, publishing it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.core.base.forms import ActionForm
from huisheng.core.tickets.access import not_found, ticket_for
from huisheng.stages.praise.actions import draft_case, publish_case, retire_case, save_case
from huisheng.stages.praise.models import Praise, TeachingCase
from huisheng.stages.praise.queries import case_page, cases_for, praise_by
from huisheng.web.frame.http import StaffRequest, staff_required

State = TeachingCase.State


class CaseForm(ActionForm):
    """What happened, what was done, what it teaches."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    situation = forms.CharField(label=gettext_lazy("What happened"), widget=forms.Textarea(attrs={"rows": 6}))
    deed = forms.CharField(label=gettext_lazy("What was done"), widget=forms.Textarea(attrs={"rows": 8}))
    lesson = forms.CharField(
        label=gettext_lazy("What it teaches"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_safe
@staff_required()
def cases(request: StaffRequest) -> HttpResponse:
    """GET /desk/cases/?state=&q=&cursor="""
    state = request.GET.get("state", State.PUBLISHED)
    state = state if state in State.values else State.PUBLISHED
    words = request.GET.get("q", "")[:80]
    context = {
        "page": case_page(request.user, request.GET.get("cursor"), state=state, words=words),
        "state": state,
        "words": words,
        "states": State.choices if request.user.allows("answer") else State.choices[1:2],
    }
    return render(request, "workspace/cases.html", context)


@require_safe
@staff_required()
def case(request: StaffRequest, case_id: int) -> HttpResponse:
    """GET /desk/cases/<id>/"""
    return render(request, "workspace/case.html", {"one": _case(request, case_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("answer")
def wording(request: StaffRequest, case_id: int) -> HttpResponse:
    """GET, POST /desk/cases/<id>/words/: a person looks before others read it; `publish` publishes."""
    one = _case(request, case_id)
    shown = {"title": one.title, "situation": one.situation, "deed": one.done, "lesson": one.lesson}
    form = CaseForm(request.POST or None, initial=shown)
    if form.is_valid() and form.done(_save, one, form.cleaned_data):
        if "publish" not in request.POST:
            messages.success(request, _("Kept."))
            return redirect("desk:case", one.pk)
        if form.done(publish_case, one):
            messages.success(request, _("Colleagues read it from now on."))
            return redirect("desk:case", one.pk)
    return render(request, "workspace/case_words.html", {"one": one, "form": form}, status=422 if form.errors else 200)


@require_POST
@staff_required("answer")
def retirement(request: StaffRequest, case_id: int) -> HttpResponse:
    """POST: nobody learns from it any more."""
    retire_case(_case(request, case_id))
    messages.success(request, _("It is out of use; it can be published again."))
    return redirect("desk:cases")


@require_POST
@staff_required("answer")
def of_praise(request: StaffRequest, praise_id: int) -> HttpResponse:
    """POST /desk/praise/<id>/case/: a draft from the feedback behind it, for whoever may see that."""
    praise: Praise = praise_by(praise_id)
    if praise.ticket is None:
        raise not_found()
    ticket = ticket_for(request.user, praise.ticket.number)
    made = draft_case(ticket, praise=praise, by=request.user.party)
    return redirect("desk:case_words", made.pk)


def _save(one: TeachingCase, given: dict[str, str]) -> TeachingCase:
    return save_case(
        one, title=given["title"], situation=given["situation"], done=given["deed"], lesson=given["lesson"]
    )


def _case(request: StaffRequest, pk: int) -> TeachingCase:
    found = cases_for(request.user).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found
