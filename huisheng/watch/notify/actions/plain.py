"""Tell colleagues what is about no ticket: the list of stuck requests, an answer to an opinion about this system."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import translation

from huisheng.core.accounts.models import Staff
from huisheng.core.base.news import push
from huisheng.core.channels.actions import queue_out
from huisheng.watch.notify.models import Notice, NoticeTemplate
from huisheng.watch.notify.variables import public_base
from huisheng.watch.notify.wishes import plain_manner_of, wishes_of
from huisheng.watch.notify.wording import body_of, subject_of

from .colleagues import template_for
from .deliveries import DEFAULT_LANGUAGE

SHORT = 80  # characters of a value that the bell keeps; a list stands in the letter only


@transaction.atomic(savepoint=False)
def tell_plainly(
    staff: Staff, code: str, *, key: str, path: str, words: Callable[[], Mapping[str, str]], at: datetime,
    audience: str = NoticeTemplate.Audience.SUPERVISOR,
) -> Notice | None:  # fmt: skip
    """One line of the bell that opens `path`, and a letter to who wants one; the same `key` twice is once.

    `words` gives what the wording is filled with, in the reader's language. Who wishes no bell finds the line among the
    read ones. None when the colleague left, was told before, or the template is switched off.
    """
    if not staff.is_active or Notice.objects.filter(staff=staff, key=key).exists():
        return None
    template = template_for(code, audience)
    if template and not template.enabled:
        return None
    manner = plain_manner_of(code, staff, wishes_of([staff])[staff.pk], template=template, at=at)
    with translation.override(staff.language or DEFAULT_LANGUAGE):
        found = dict(words())
        if template and manner.letter:
            _write(template, staff, found, path)
    notice = Notice.objects.create(
        staff=staff, code=code, audience=audience, key=key, path=path, at=at, read_at=None if manner.bell else at,
        said={name: value for name, value in found.items() if len(value) <= SHORT and "\n" not in value},
    )  # fmt: skip
    if manner.bell and manner.quiet_until is None:
        push(f"staff:{staff.pk}", kind="notice", ident=notice.pk)
    return notice


def _write(template: NoticeTemplate, staff: Staff, found: Mapping[str, str], path: str) -> None:
    variables = {"number": "", "link": public_base() + path, **found}
    subject, text = subject_of(template, variables), body_of(template, variables)
    queue_out(to=staff.email, subject=subject, text=text, link=variables["link"])
