import pytest
from django.db import connection, transaction

from huisheng.core.base.breath import gather, one_breath, write_gathered

pytestmark = pytest.mark.django_db


class Pen:
    """Remembers what it was given, call by call."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = []

    def __call__(self, pieces: list[str]) -> None:
        self.lines.append(pieces)


def test_without_a_breath_each_piece_is_written_now() -> None:
    pen = Pen()
    gather(pen, "a")
    gather(pen, "b")
    assert pen.lines == [["a"], ["b"]]


def test_in_one_breath_all_pieces_are_written_at_its_end() -> None:
    pen, ink = Pen(), Pen()
    with one_breath():
        gather(pen, "a")
        gather(ink, "x")
        gather(pen, "b", "c")
        assert pen.lines == ink.lines == []
    assert (pen.lines, ink.lines) == ([["a", "b", "c"]], [["x"]])


def test_a_breath_within_a_breath_is_the_same_breath() -> None:
    pen = Pen()
    with one_breath():
        with one_breath():
            gather(pen, "a")
        assert pen.lines == []
    assert pen.lines == [["a"]]


def test_nothing_is_written_when_it_fails() -> None:
    pen = Pen()
    with pytest.raises(ZeroDivisionError):
        fail_after(pen)
    assert pen.lines == []
    gather(pen, "b")
    assert pen.lines == [["b"]], "the next one breathes freely"


@one_breath()
def fail_after(pen: Pen) -> None:
    gather(pen, "a")
    raise ZeroDivisionError


def test_what_waits_can_be_had_earlier() -> None:
    pen = Pen()
    with one_breath():
        gather(pen, "a")
        write_gathered()
        assert pen.lines == [["a"]]
    assert pen.lines == [["a"]]


def test_writing_may_gather_more() -> None:
    pen = Pen()
    with one_breath():
        gather(lambda pieces: gather(pen, *pieces), "a")
    assert pen.lines == [["a"]]


def test_it_is_one_transaction() -> None:
    depth = len(connection.savepoint_ids)
    with one_breath():
        assert len(connection.savepoint_ids) == depth + 1
        transaction.set_rollback(True)
    assert len(connection.savepoint_ids) == depth
