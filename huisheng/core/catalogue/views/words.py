"""Categories and tags."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.actions import (
    retire_category,
    retire_tag,
    save_category,
    save_tag,
    save_tag_group,
)
from huisheng.core.catalogue.forms import (
    CategoryForm,
    TagForm,
    TagGroupForm,
    category_initial,
    group_initial,
    tag_initial,
)
from huisheng.core.catalogue.models import Category, Tag, TagGroup
from huisheng.core.catalogue.queries import category_tree, tag_groups

gated = right_required(Right.SETTINGS)


@gated
def categories(request: StaffRequest) -> HttpResponse:
    return render(request, "catalogue/categories.html", {"branches": category_tree()})


@gated
def new_category(request: StaffRequest) -> HttpResponse:
    form = CategoryForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_category, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:categories")
    return _form(request, form, _("Add a category"), _("Add the category"), "settings:categories")


@gated
def category(request: StaffRequest, category_id: int) -> HttpResponse:
    one = get_object_or_404(Category, pk=category_id)
    form = CategoryForm(request.POST or None, initial=category_initial(one))
    if form.is_valid() and form.done(save_category, one, **form.cleaned_data, by=request.user.party):
        return _saved(request, one.label, "settings:categories")
    return _form(request, form, one.label, _("Save the category"), "settings:categories")


@require_POST
@gated
def category_state(request: StaffRequest, category_id: int) -> HttpResponse:
    one = get_object_or_404(Category, pk=category_id)
    retire_category(one, retired=request.POST.get("retired") == "1", by=request.user.party)
    return redirect("settings:categories")


@gated
def tags(request: StaffRequest) -> HttpResponse:
    return render(request, "catalogue/tags.html", {"groups": tag_groups()})


@gated
def new_tag_group(request: StaffRequest) -> HttpResponse:
    form = TagGroupForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_tag_group, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:tags")
    return _form(request, form, _("Add a tag group"), _("Add the group"), "settings:tags")


@gated
def tag_group(request: StaffRequest, group_id: int) -> HttpResponse:
    group = get_object_or_404(TagGroup, pk=group_id)
    form = TagGroupForm(request.POST or None, initial=group_initial(group))
    if form.is_valid() and form.done(save_tag_group, group, **form.cleaned_data, by=request.user.party):
        return _saved(request, group.label, "settings:tags")
    return _form(request, form, group.label, _("Save the group"), "settings:tags")


@gated
def new_tag(request: StaffRequest, group_id: int) -> HttpResponse:
    group = get_object_or_404(TagGroup, pk=group_id)
    form = TagForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_tag, None, group=group, **form.cleaned_data, by=request.user.party):
        return redirect("settings:tags")
    title = _("Add a tag to “%(group)s”") % {"group": group.label}
    return _form(request, form, title, _("Add the tag"), "settings:tags")


@gated
def tag(request: StaffRequest, tag_id: int) -> HttpResponse:
    one = get_object_or_404(Tag.objects.select_related("group"), pk=tag_id)
    form = TagForm(request.POST or None, initial=tag_initial(one))
    if form.is_valid() and form.done(save_tag, one, group=one.group, **form.cleaned_data, by=request.user.party):
        return _saved(request, one.label, "settings:tags")
    return _form(request, form, one.label, _("Save the tag"), "settings:tags")


@require_POST
@gated
def tag_state(request: StaffRequest, tag_id: int) -> HttpResponse:
    retire_tag(get_object_or_404(Tag, pk=tag_id), retired=request.POST.get("retired") == "1", by=request.user.party)
    return redirect("settings:tags")


def _saved(request: HttpRequest, name: str, to: str) -> HttpResponse:
    messages.success(request, _("Saved: %(name)s") % {"name": name})
    return redirect(to)


def _form(request: HttpRequest, form: ActionForm, title: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": reverse(back)}
    return render(request, "settings/form.html", context)
