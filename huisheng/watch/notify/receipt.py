"""The receipt as it stands on the ticket: the letter's own words without the secret link."""

from django.utils.translation import gettext as _

from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import Variables
from huisheng.watch.notify.wording import chosen, filled


def receipt_text(variables: Variables) -> str:
    """Who looks after it and by when, in the active language. Tables must not hold a link that opens the ticket."""
    template = NoticeTemplate.objects.filter(code="ticket_opened", audience=NoticeTemplate.Audience.CUSTOMER).first()
    return worded_receipt(template, variables)


def worded_receipt(template: NoticeTemplate | None, variables: Variables) -> str:
    """The same with a template at hand; a plain sentence where the house has none."""
    if template is None:
        return _("We have your feedback. Its number is %(number)s.") % variables
    lines = chosen(template.body, template.body_en).split("\n")
    return filled("\n".join(line for line in lines if "{link}" not in line), variables)
