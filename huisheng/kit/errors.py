"""The one family of refusals: the doors turn it into a friendly message, the API into a problem document."""

import re
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACE = re.compile(r"%\((\w+)\)[sd]")


class Refused(Exception):
    """An action says no. Rooms subclass it with their own `code` and a lazily translated `message`.

    `message` may hold `%(name)s` places, filled from `fields`. `fields` may also name the form fields at fault.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400  # what a door answers
    message: str | Promise = _("This is not possible right now.")

    def __init__(self, message: str | Promise | None = None, **fields: Any) -> None:
        super().__init__(message)
        if message is not None:
            self.message = message
        self.fields: dict[str, Any] = fields

    def __str__(self) -> str:
        return PLACE.sub(lambda place: str(self.fields.get(place[1], place[0])), str(self.message))
