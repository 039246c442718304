from huisheng.core.tickets.kinds import KINDS
from huisheng.journey.document import PAGE, events_page


def test_the_page_tells_what_the_code_does() -> None:
    """Run `python manage.py write_events_page` when this fails."""
    assert PAGE.read_text(encoding="utf-8") == events_page()


def test_every_kind_has_one_row() -> None:
    rows = [line for line in events_page().splitlines() if line.startswith("| `")]
    assert len(rows) == len(KINDS)
    assert "acknowledge_receipt" in rows[0]
