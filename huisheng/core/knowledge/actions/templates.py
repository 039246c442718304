"""Keep reply templates: the house's, a team's, one's own; count how often each is used."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.core.knowledge.fill import variables_of
from huisheng.core.knowledge.models import ReplyTemplate, TemplateUse
from huisheng.core.knowledge.wording import hints_in
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.wording import graver

VARIABLES = ("customer", "number", "order", "problem", "owner", "expected", "progress", "link")


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
    team: Team | None = None,
    owner: Staff | None = None,
    by: Party,
) -> ReplyTemplate:
    """Make a reply template (None needs a free `code`) or change one: a team's, one person's, else the house's.

    Raises TemplateRefused for a bad code, a missing name or text, a variable that nothing fills, and wording that this
    house does not send (`core/knowledge/wording.py`).
    """
    before = template_facts(template) if template else None
    template = template or ReplyTemplate(code=_free_code(code))
    template.folder, template.name, template.name_en = folder.strip(), name.strip(), name_en.strip()
    template.body, template.body_en = body.strip(), body_en.strip()
    template.active, template.rank = active, rank
    template.team, template.owner = team, owner
    if not template.name:
        raise TemplateRefused(_("Please give a name."), name="")
    if not template.body:
        raise TemplateRefused(_("Please write the text."), body="")
    _refuse_variables("body", template.body)
    _refuse_variables("body_en", template.body_en)
    _refuse_wording(body=template.body, body_en=template.body_en)
    template.save()
    after = template_facts(template)
    if before != after:
        record_change(f"knowledge.ReplyTemplate:{template.pk}", before=before, after=after, by=by)
    return template


def save_own_template(
    template: ReplyTemplate | None, *, owner: Staff | None, team: Team | None, by: Party, **given: Any
) -> ReplyTemplate:
    """Make or change a template of one person or one team; its code is made up. Raises as `save_template` does."""
    code = "" if template else f"own-{uuid.uuid4().hex[:12]}"
    return save_template(template, code=code, owner=owner, team=team, by=by, **given)


@transaction.atomic
def retire_template(template: ReplyTemplate, *, active: bool, by: Party) -> ReplyTemplate:
    """Offer a template no more, or again. What was written with it stays; its uses stay counted."""
    before = template_facts(template)
    template.active = active
    template.save(update_fields=["active"])
    record_change(f"knowledge.ReplyTemplate:{template.pk}", before=before, after=template_facts(template), by=by)
    return template


@transaction.atomic
def note_use(template: ReplyTemplate, *, staff: Staff, at: datetime | None = None) -> TemplateUse:
    """Somebody put it into an answer: one more, and when."""
    at = at or timezone.now()
    use, _new = TemplateUse.objects.get_or_create(template=template, staff=staff, defaults={"last_at": at})
    use.count, use.last_at = F("count") + 1, at
    use.save(update_fields=["count", "last_at"])
    use.refresh_from_db(fields=["count"])
    return use


def template_facts(template: ReplyTemplate) -> dict[str, Any]:
    """What the audit keeps about a template."""
    fields = ("code", "folder", "name", "name_en", "body", "body_en", "active", "rank")
    shared = {"team": template.team.code if template.team else "", "owner": template.owner_id}
    return {field: getattr(template, field) for field in fields} | shared


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


def _refuse_wording(**texts: str) -> None:
    """What would not be sent is no template either."""
    for field, text in texts.items():
        if blocked := graver(hints_in(text), "block"):
            message = _("“%(found)s” is not said in this house: %(why)s")
            raise TemplateRefused(message, found=blocked[0].found, why=blocked[0].rule.why, **{field: text})
