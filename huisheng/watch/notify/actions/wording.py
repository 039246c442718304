"""Keep the wording of notices."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import NAMES
from huisheng.watch.notify.wording import PLACE


class UnknownVariable(Refused):
    code = "unknown_variable"


class WordingMissing(Refused):
    code = "wording_missing"


@transaction.atomic
def save_notice_template(template: NoticeTemplate, *, by: Party, **fields: Any) -> NoticeTemplate:
    """Change the wording or switch it off; audited. Raises WordingMissing, UnknownVariable (`fields` names where)."""
    texts = {name: value for name, value in fields.items() if name.startswith(("subject", "body"))}
    empty = {name: str(_("Please fill this in.")) for name in ("subject", "body") if not texts.get(name, "x").strip()}
    if empty:
        raise WordingMissing(_("A notice needs a subject and a text."), **empty)
    odd = {name: _unknown(text) for name, text in texts.items() if _unknown(text)}
    if odd:
        names = ", ".join(dict.fromkeys(odd.values()))
        raise UnknownVariable(_("There is no variable %(names)s.") % {"names": names}, **odd)
    template = NoticeTemplate.objects.select_for_update().get(pk=template.pk)
    before = {name: getattr(template, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(template, name, value)
        template.save(update_fields=list(changed))
        record_change(
            f"notify.NoticeTemplate:{template}", before={name: before[name] for name in changed}, after=changed, by=by
        )
    return template


def _unknown(text: str) -> str:
    return ", ".join(f"{{{name}}}" for name in dict.fromkeys(PLACE.findall(text)) if name not in NAMES)
