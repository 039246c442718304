"""What strangers send: told by its content, freed of the place it was made at, shown small, named safely."""

from huisheng.kit.files.images import BrokenFile, thumbnail
from huisheng.kit.files.names import safe_name
from huisheng.kit.files.sniff import FileKind, sniff
from huisheng.kit.files.strip import strip_location

__all__ = ["BrokenFile", "FileKind", "safe_name", "sniff", "strip_location", "thumbnail"]
