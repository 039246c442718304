"""The emergency table: kept in the settings, read at every desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.actions import save_contact, switch_contact
from huisheng.core.accounts.contact_forms import ContactForm, contact_initial
from huisheng.core.accounts.contacts import contacts_of, table_at
from huisheng.core.accounts.gate import StaffRequest, right_required, staff_required
from huisheng.core.accounts.models import Contact, Team
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)


@gated
def contacts(request: StaffRequest) -> HttpResponse:
    """GET /settings/contacts/: everybody, also who is switched off."""
    everybody = Contact.objects.select_related("team", "staff", "calendar", "backup")
    rows = table_at(timezone.now(), everybody.order_by("-active", "team__rank", "team_id", "rank", "id"))
    return render(request, "accounts/contacts.html", {"rows": rows})


@gated
def new_contact(request: StaffRequest) -> HttpResponse:
    form = ContactForm(request.POST or None, initial={"team": Team.objects.filter(active=True).first()})
    if form.is_valid() and form.done(save_contact, None, **form.answers(), by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("settings:contacts")
    return _form(request, form, _("Add a contact"), _("Add the contact"))


@gated
def contact(request: StaffRequest, contact_id: int) -> HttpResponse:
    one = get_object_or_404(Contact, pk=contact_id)
    form = ContactForm(request.POST or None, contact=one, initial=contact_initial(one))
    if form.is_valid() and form.done(save_contact, one, **form.answers(), by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": form.cleaned_data["name"]})
        return redirect("settings:contacts")
    return _form(request, form, one.name, _("Save the changes"))


@require_POST
@gated
def contact_state(request: StaffRequest, contact_id: int) -> HttpResponse:
    """Take somebody out of the table, or in again."""
    one = get_object_or_404(Contact, pk=contact_id)
    switch_contact(one, active=request.POST.get("active") == "1", by=request.user.party)
    said = _("Switched on: %(name)s") if one.active else _("Switched off: %(name)s")
    messages.success(request, said % {"name": one.name})
    return redirect("settings:contacts")


@require_safe
@staff_required
def whom_to_call(request: StaffRequest) -> HttpResponse:
    """GET /desk/contacts/: who is on duty now; htmx gets the table alone, for the side of a ticket."""
    rows = table_at(timezone.now(), contacts_of())
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "accounts/_call.html" if fragment else "accounts/call.html", {"rows": rows})


def _form(request: StaffRequest, form: ContactForm, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": reverse("settings:contacts")}
    return render(request, "settings/form.html", context)
