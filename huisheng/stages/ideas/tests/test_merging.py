from collections import Counter

import pytest

from huisheng.kit.party import Party
from huisheng.stages.ideas.actions import (
    keep_suggestion,
    merge_suggestions,
    split_off,
    support_suggestion,
    undo_suggestion_merge,
)
from huisheng.stages.ideas.errors import CannotMerge, LastVoice, MergedAway, NothingToTakeBack, SuggestionEmpty
from huisheng.stages.ideas.models import Proposal, Step, Suggestion
from huisheng.stages.ideas.tests.make import add_voices, make_suggestion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = Proposal.Source.PAGE


def votes(*suggestions: Suggestion) -> list[int]:
    """As stored; and each number is what its voices say."""
    for one in suggestions:
        one.refresh_from_db()
        assert one.votes == one.proposals.count()
    return [one.votes for one in suggestions]


def vote(suggestion: Suggestion, voter: str) -> None:
    support_suggestion(suggestion, voter=voter, source=PAGE, by=Party("customer"))


def test_voices_are_carried_over_once_each(cast: Cast) -> None:
    one, other = make_suggestion(customer=cast.liu), make_suggestion("多放泡沫", customer=cast.liu)
    make_suggestion(into=other, customer=cast.zhao)
    vote(one, "a")
    vote(other, "a")
    vote(other, "b")
    merge_suggestions(other, into=one, by=cast.lin.party)
    assert votes(one, other) == [4, 2]  # Liu and browser a counted once
    assert (other.merged_into, other.public) == (one, False)
    assert Counter(one.proposals.values_list("came_from", flat=True)) == {None: 2, other.pk: 2}
    step = one.steps.get(kind=Step.Kind.MERGED)
    assert (step.payload["other"], len(step.payload["proposals"])) == (other.pk, 2)


def test_a_merge_is_taken_back_with_what_it_brought(cast: Cast) -> None:
    one, other = make_suggestion(customer=cast.liu), make_suggestion("多放泡沫", customer=cast.liu)
    make_suggestion(into=other, customer=cast.zhao)
    merge_suggestions(other, into=one, by=cast.lin.party)
    add_voices(one, 1)
    assert votes(one, other) == [3, 1]
    undo_suggestion_merge(other, by=cast.lin.party)
    assert votes(one, other) == [2, 2]
    assert other.merged_into is None
    assert set(other.proposals.values_list("customer", flat=True)) == {cast.liu.pk, cast.zhao.pk}
    with pytest.raises(NothingToTakeBack):
        undo_suggestion_merge(other, by=cast.lin.party)


def test_of_two_merges_the_later_one_is_taken_back_first(cast: Cast) -> None:
    first, second, third = make_suggestion("一"), make_suggestion("二"), make_suggestion("三")
    merge_suggestions(first, into=second, by=cast.lin.party)
    merge_suggestions(second, into=third, by=cast.lin.party)
    assert votes(first, second, third) == [0, 0, 3]
    with pytest.raises(NothingToTakeBack):
        undo_suggestion_merge(first, by=cast.lin.party)
    undo_suggestion_merge(second, by=cast.lin.party)
    undo_suggestion_merge(first, by=cast.lin.party)
    assert votes(first, second, third) == [1, 1, 1]


def test_merged_twice_it_is_taken_back_with_the_voices_of_the_last_time(cast: Cast) -> None:
    one, other = make_suggestion(), make_suggestion("多放泡沫")
    merge_suggestions(other, into=one, by=cast.lin.party)
    undo_suggestion_merge(other, by=cast.lin.party)
    add_voices(other, 2)
    merge_suggestions(other, into=one, by=cast.lin.party)
    undo_suggestion_merge(other, by=cast.lin.party)
    assert votes(one, other) == [1, 3]


def test_what_is_merged_is_worked_on_where_it_went(cast: Cast) -> None:
    one, other = make_suggestion(), make_suggestion("多放泡沫")
    merge_suggestions(other, into=one, by=cast.lin.party)
    kept = keep_suggestion(
        title="x", words="还是泡沫", source="ticket", into=other, customer=cast.liu, by=cast.lin.party
    )
    assert kept == one
    vote(other, "late")
    assert votes(one, other) == [4, 0]
    with pytest.raises(MergedAway):
        merge_suggestions(other, into=make_suggestion("别的"), by=cast.lin.party)
    with pytest.raises(MergedAway):
        merge_suggestions(make_suggestion("别的"), into=other, by=cast.lin.party)


def test_nothing_merges_into_itself(cast: Cast) -> None:
    one = make_suggestion()
    with pytest.raises(CannotMerge):
        merge_suggestions(one, into=Suggestion.objects.get(pk=one.pk), by=cast.lin.party)
    assert votes(one) == [1]


def test_a_voice_that_meant_something_else_becomes_its_own(cast: Cast) -> None:
    one = make_suggestion()
    mine = add_voices(one, 1)[-1]
    own = split_off(mine, title=" 盒子换大一点 ", by=cast.lin.party)
    assert (own.title, votes(one, own)) == ("盒子换大一点", [1, 1])
    mine.refresh_from_db()
    assert (mine.suggestion, mine.came_from) == (own, one)
    assert one.steps.filter(kind=Step.Kind.SPLIT, payload={"other": own.pk}).exists()


def test_the_last_voice_stays_and_a_new_one_needs_a_title(cast: Cast) -> None:
    one = make_suggestion()
    with pytest.raises(LastVoice):
        split_off(one.proposals.get(), title="别的", by=cast.lin.party)
    with pytest.raises(SuggestionEmpty):
        split_off(add_voices(one, 1)[0], title="  ", by=cast.lin.party)
    assert votes(one) == [2]


def test_a_voice_that_was_split_off_already_stays_where_it_went(cast: Cast) -> None:
    one = make_suggestion()
    voice = add_voices(one, 2)[1]
    stale = Proposal.objects.select_related("suggestion").get(pk=voice.pk)
    own = split_off(voice, title="夜间客服", by=cast.lin.party)
    assert split_off(stale, title="夜间客服", by=cast.lin.party) == own
    assert Suggestion.objects.count() == 2
    assert votes(one, own) == [2, 1]
