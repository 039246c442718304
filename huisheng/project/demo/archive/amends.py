"""What a customer gets for the trouble and what it turned out to be, in memory: the rows and lines of the real verbs."""

from huisheng.core.accounts.models import Staff
from huisheng.stages.closure.models import Finding
from huisheng.stages.handling.limits import limit_of, used_of
from huisheng.stages.handling.models import Compensation

from ..story import Act
from .sheet import Sheet

State = Compensation.State


class Amends(Sheet):
    """Compensation and findings of one ticket."""

    def _play_proposes(self, act: Act) -> None:
        staff, gift = self.shop.people[act.by], act.gift
        assert gift is not None  # noqa: S101 - the act is about one
        fen, left = gift.yuan * 100, self._left_for(staff)
        one = Compensation(
            ticket=self.ticket,
            kind=gift.kind,
            fen=fen,
            words=gift.words,
            why=gift.why,
            state=State.ASKED if fen > left else State.APPROVED,
            asked_at=self.now,
            decided_at=None if fen > left else self.now,
            by_kind="staff",
            by_id=staff.pk,
        )
        self.gifts.append(self.rows.add(one))
        self._record_gift("compensation_asked" if one.is_asked else "compensation_allowed", act)

    def _play_allows(self, act: Act) -> None:
        one = self.gifts[-1]
        one.state, one.decided_by, one.decided_at = State.APPROVED, self.shop.people[act.by], self.now
        self._record_gift("compensation_allowed", act)

    def _play_gives(self, act: Act) -> None:
        one = self.gifts[-1]
        one.state, one.given_by, one.given_at = State.GIVEN, self.shop.people[act.by], self.now
        one.reference = act.text
        self._record_gift("compensation_given", act)

    def _play_finds(self, act: Act) -> None:
        by, found = self._party(act.by), act.found
        assert found is not None  # noqa: S101 - the act is about one
        finding = Finding(
            ticket=self.ticket,
            cause=self.shop.causes[found.cause],
            words=found.words,
            team=self.shop.teams[found.team] if found.team else None,
            improve=found.improve,
            at=self.now,
            by_kind=by.kind,
            by_id=by.id,
        )
        self.rows.add(finding)
        self._record("finding_set", by=by, cause_of_it=found.cause)

    def _left_for(self, staff: Staff) -> int:
        return max(limit_of(staff, self.ticket) - used_of(self.gifts).get(staff.pk, 0), 0)

    def _record_gift(self, kind: str, act: Act) -> None:
        one = self.gifts[-1]
        self._record(kind, by=self._party(act.by), compensation=one.pk, fen=one.fen)
