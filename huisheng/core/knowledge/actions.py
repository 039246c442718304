"""Change how we speak."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.knowledge.fill import variables_of
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party

VARIABLES = ("customer", "number", "order", "owner", "expected", "progress", "link")


class TemplateRefused(Refused):
    """A template that cannot be used. `fields` names the form field at fault."""

    code = "template_refused"


@transaction.atomic
def save_template(
    template: ReplyTemplate | None = None,
    *,
    code: str = "",
    folder: str = "",
    name: str,
    name_en: str = "",
    body: str,
    body_en: str = "",
    active: bool = True,
    rank: int = 0,
    by: Party,
) -> ReplyTemplate:
    """Make a reply template (None needs a free `code`) or change one.

    Raises TemplateRefused for a bad code, a missing name or text, and a variable that nothing fills.
    """
    before = template_facts(template) if template else None
    template = template or ReplyTemplate(code=_free_code(code))
    template.folder, template.name, template.name_en = folder.strip(), name.strip(), name_en.strip()
    template.body, template.body_en = body.strip(), body_en.strip()
    template.active, template.rank = active, rank
    if not template.name:
        raise TemplateRefused(_("Please give a name."), name="")
    if not template.body:
        raise TemplateRefused(_("Please write the text."), body="")
    _refuse_variables("body", template.body)
    _refuse_variables("body_en", template.body_en)
    template.save()
    after = template_facts(template)
    if before != after:
        record_change(f"knowledge.ReplyTemplate:{template.pk}", before=before, after=after, by=by)
    return template


def template_facts(template: ReplyTemplate) -> dict[str, Any]:
    """What the audit keeps about a template."""
    fields = ("code", "folder", "name", "name_en", "body", "body_en", "active", "rank")
    return {field: getattr(template, field) for field in fields}


def _free_code(code: str) -> str:
    code = code.strip()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise TemplateRefused(_("A code has letters, digits, - and _ only."), code=code) from error
    if ReplyTemplate.objects.filter(code=code).exists():
        raise TemplateRefused(_("The code “%(code)s” is taken."), code=code)
    return code


def _refuse_variables(field: str, body: str) -> None:
    unknown = [name for name in variables_of(body) if name not in VARIABLES]
    if unknown:
        text = _("Nothing fills {%(variable)s}. Known are: %(known)s.")
        known = " ".join(f"{{{name}}}" for name in VARIABLES)
        raise TemplateRefused(text, variable=unknown[0], known=known, **{field: body})
