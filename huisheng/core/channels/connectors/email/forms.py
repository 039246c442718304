"""What the screen for a mailbox asks. Secrets are written and never shown again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.core.channels.connectors.email.actions import SECRETS
from huisheng.core.channels.models import Mailbox

KEPT = _("Stored. Leave it empty to keep it.")


def secret(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=hint)


def port(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=65535, initial=initial)


class MailboxForm(ActionForm):
    """An address, the server it is read from, the server it is answered through."""

    name = forms.CharField(label=_("Name of this way in"), max_length=80, help_text=_("Such as “Support mailbox”."))
    address = forms.EmailField(label=_("Email address"))
    aliases = LinesField(
        label=_("Other addresses that end here, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    imap_host = forms.CharField(label=_("IMAP server"), max_length=200, help_text=_("Such as imap.qiye.163.com."))
    imap_port = port(_("IMAP port"), 993)
    imap_security = forms.ChoiceField(label=_("IMAP security"), choices=Mailbox.Security.choices)
    imap_user = forms.CharField(label=_("User"), max_length=200, help_text=_("Mostly the whole address."))
    imap_password = secret(_("Password"), _("Many providers give out an app password for this in their web mail."))
    folder = forms.CharField(label=_("Folder"), max_length=100, initial="INBOX")
    mark_seen = forms.BooleanField(label=_("Mark fetched mails as read on the server"), required=False)
    plus_addressing = forms.BooleanField(
        label=_("The server delivers name+anything@ to this mailbox, too"),
        required=False,
        help_text=_("Then answers find their feedback even when subject and headers were lost."),
    )
    auth = forms.ChoiceField(label=_("Log in with"), choices=Mailbox.Auth.choices)
    oauth_token_url = forms.CharField(
        label=_("OAuth: address that hands out tokens"),
        max_length=300,
        required=False,
        help_text=_(
            "Microsoft 365: https://login.microsoftonline.com/YOUR-TENANT/oauth2/v2.0/token · "
            "Google: https://oauth2.googleapis.com/token"
        ),
    )
    oauth_client_id = forms.CharField(label=_("OAuth: client ID"), max_length=200, required=False)
    oauth_secret = secret(_("OAuth: client secret"))
    oauth_refresh = secret(_("OAuth: refresh token"))
    oauth_scope = forms.CharField(
        label=_("OAuth: scope"),
        max_length=300,
        required=False,
        help_text=_(
            "Microsoft 365: https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/SMTP.Send offline_access"
        ),
    )
    smtp_host = forms.CharField(
        label=_("SMTP server"),
        max_length=200,
        required=False,
        help_text=_("Empty: answers leave through the server of the general settings."),
    )
    smtp_port = port(_("SMTP port"), 587)
    smtp_security = forms.ChoiceField(
        label=_("SMTP security"), choices=Mailbox.Security.choices, initial=Mailbox.Security.STARTTLS
    )
    smtp_user = forms.CharField(
        label=_("SMTP user"), max_length=200, required=False, help_text=_("Empty: the same as for reading.")
    )
    smtp_password = secret(_("SMTP password"), _("Empty: the same as for reading."))

    def __init__(self, *args: Any, mailbox: Mailbox | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECRETS:
            if mailbox is not None and bytes(getattr(mailbox, f"sealed_{name}")):
                self.fields[name].help_text = KEPT


def mailbox_initial(mailbox: Mailbox) -> dict[str, Any]:
    """What stands in the form; secrets never do."""
    stored = {name: getattr(mailbox, name) for name in MailboxForm.base_fields if name not in (*SECRETS, "name")}
    return stored | {"name": mailbox.channel.name}
