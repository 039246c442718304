"""Keys for machines."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.actions import create_token, revoke_token
from huisheng.core.accounts.forms import TokenForm
from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.models import ApiToken
from huisheng.core.accounts.queries import token_rows
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)


@gated
def tokens(request: StaffRequest) -> HttpResponse:
    """The keys, and a form for a new one, whose secret is shown this once."""
    form = TokenForm(request.POST or None)
    made = None
    if form.is_valid():
        made = form.carry_out(create_token, **form.cleaned_data, by=request.user.party)
    context = {"tokens": token_rows(), "form": TokenForm() if made else form, "made": made}
    return render(request, "accounts/tokens.html", context)


@require_POST
@gated
def token_revocation(request: StaffRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id)
    revoke_token(token, by=request.user.party)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("settings:tokens")
