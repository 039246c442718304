"""Words with files, as people send them through any form of ours."""

from typing import Any

import structlog
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.base.actions import store_file
from huisheng.core.base.house import house_all
from huisheng.core.base.models import File
from huisheng.kit.disk import is_disk_full
from huisheng.kit.errors import Refused
from huisheng.kit.files.names import safe_name

log = structlog.get_logger("huisheng.uploads")


class ManyFiles(forms.FileField):
    """Several files in one field; `clean` gives a list."""

    widget = type("ManyFilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(ManyFiles, self).clean(one, initial) for one in data or [] if one]


class Words(forms.Form):
    """Text with files: what a message of any kind has."""

    text = forms.CharField(required=False, max_length=20_000, strip=True)
    files = ManyFiles(required=False)  # type: ignore[assignment]  # the stubs know one file only

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.house = house_all()

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        most, size = int(self.house["form.upload_count"]), int(self.house["form.upload_mb"])
        if len(files) > most:
            raise forms.ValidationError(_("At most %(n)s files at once.") % {"n": most})
        for one in files:
            if one.size > size * 1024 * 1024:
                raise forms.ValidationError(
                    _("“%(name)s” is larger than %(limit)s MB.") % {"name": one.name, "limit": size}
                )
        return files


class NoRoom(Refused):
    """The disk is full: what is typed can be taken, files cannot."""

    code = "no_room"
    status = 507
    message = gettext_lazy(
        "Our disk is full and cannot take files right now. Please send your words without them, and the files later."
    )


def store_uploads(files: list[Any]) -> list[tuple[str, File]]:
    """Keep what `Words` took, under the names it came with. Raises FileRefused for the first bad one, and NoRoom."""
    try:
        return [(safe_name(one.name), store_file(one.read(), name=one.name)) for one in files]
    except OSError as error:
        if not is_disk_full(error):
            raise
        log.error("the disk is full: files cannot be kept")
        raise NoRoom from error
