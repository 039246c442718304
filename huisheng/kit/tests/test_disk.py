import errno

import pytest
from psycopg.errors import DiskFull, UniqueViolation

from huisheng.kit.disk import is_disk_full


def led_to(cause: BaseException) -> BaseException:
    try:
        raise RuntimeError("the library's own") from cause
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), OSError(errno.EDQUOT, "quota"), DiskFull("full")])
def test_it_knows_a_full_disk_and_what_came_of_it(error: BaseException) -> None:
    assert is_disk_full(error)
    assert is_disk_full(led_to(error))


@pytest.mark.parametrize("error", [None, OSError(errno.EACCES, "no"), UniqueViolation("twice"), ValueError("x")])
def test_it_takes_nothing_else_for_one(error: BaseException | None) -> None:
    assert not is_disk_full(error)
