import pytest

from huisheng.stages.ideas.actions import (
    merge_suggestions,
    move_suggestion,
    own_suggestion,
    reword_suggestion,
    show_suggestion,
)
from huisheng.stages.ideas.errors import MergedAway, NamesSomebody, SuggestionEmpty
from huisheng.stages.ideas.models import Step
from huisheng.stages.ideas.tests.make import make_suggestion
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_is_worded_anew_and_voices_keep_their_words(cast: Cast) -> None:
    one = make_suggestion(words="太薄了")
    reword_suggestion(one, title=" 加一层泡沫 ", body="易碎品先加", by=cast.lin.party)
    reword_suggestion(one, title="加一层泡沫", body="易碎品先加", by=cast.lin.party)
    one.refresh_from_db()
    assert (one.title, one.body, one.proposals.get().words) == ("加一层泡沫", "易碎品先加", "太薄了")
    assert one.steps.filter(kind=Step.Kind.REWORDED).count() == 1
    with pytest.raises(SuggestionEmpty):
        reword_suggestion(one, title=" ", body="", by=cast.lin.party)


def test_somebody_looks_after_it(cast: Cast) -> None:
    one = make_suggestion()
    own_suggestion(one, owner=cast.lin, by=cast.chen.party)
    own_suggestion(one, owner=cast.lin, by=cast.chen.party)
    assert [step.payload for step in one.steps.filter(kind=Step.Kind.OWNED)] == [{"staff": cast.lin.pk}]
    own_suggestion(one, owner=None, by=cast.chen.party)
    one.refresh_from_db()
    assert one.owner is None


def test_it_moves_and_the_ledger_knows_from_where(cast: Cast) -> None:
    one = make_suggestion()
    begun = one.moved_at
    move_suggestion(one, status="planned", by=cast.lin.party)
    move_suggestion(one, status="planned", by=cast.lin.party)
    move_suggestion(one, status="no such status", by=cast.lin.party)
    one.refresh_from_db()
    assert (one.status, one.moved_at > begun) == ("planned", True)
    assert [step.payload for step in one.steps.filter(kind=Step.Kind.MOVED)] == [{"before": "new", "after": "planned"}]


@pytest.mark.parametrize("named", ["打 13800001234 找我", "写信到 liu@example.com"])
def test_nobodys_number_is_shown_to_everybody(cast: Cast, named: str) -> None:
    one = make_suggestion("请加开晚班")
    reword_suggestion(one, title="请加开晚班", body=named, by=cast.lin.party)
    with pytest.raises(NamesSomebody):
        show_suggestion(one, public=True, by=cast.lin.party)
    reword_suggestion(one, title="好好说", body="", by=cast.lin.party)
    show_suggestion(one, public=True, by=cast.lin.party)
    with pytest.raises(NamesSomebody):
        reword_suggestion(one, title="好好说", body=named, by=cast.lin.party)
    one.refresh_from_db()
    assert (one.public, one.body) == (True, "")


def test_it_is_shown_and_taken_off_again(cast: Cast) -> None:
    one = make_suggestion()
    for public in (True, True, False):
        show_suggestion(one, public=public, by=cast.lin.party)
    kinds = list(one.steps.values_list("kind", flat=True))
    assert kinds == [Step.Kind.KEPT, Step.Kind.SHOWN, Step.Kind.HIDDEN]


def test_a_merged_one_is_tended_where_it_went(cast: Cast) -> None:
    one = make_suggestion()
    merge_suggestions(one, into=make_suggestion("别的"), by=cast.lin.party)
    with pytest.raises(MergedAway):
        show_suggestion(one, public=True, by=cast.lin.party)
