"""Tell a full disk from every other fault: it needs room, not a repair."""

import errno

FULL = {errno.ENOSPC, errno.EDQUOT}
DATABASE_FULL = "53100"  # PostgreSQL's disk_full


def is_disk_full(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, says that a disk (ours or the database's) has no room left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlstate", None) == DATABASE_FULL:
            return True
        error = error.__cause__
    return False
