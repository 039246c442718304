import pytest

from huisheng.core.catalogue.models import Category
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.ideas.actions import (
    forget_wishes,
    keep_suggestion,
    reword_suggestion,
    support_suggestion,
    withdraw_vote,
)
from huisheng.stages.ideas.errors import SuggestionEmpty
from huisheng.stages.ideas.models import Proposal, Step, Suggestion
from huisheng.stages.ideas.tests.make import make_suggestion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CALLBACK, PAGE = Proposal.Source.CALLBACK, Proposal.Source.PAGE


def test_a_wish_is_kept_with_who_had_it_and_in_which_words(cast: Cast) -> None:
    kept = keep_suggestion(
        title=" 夜间也有客服 ", words="晚上没人回", source=CALLBACK, origin="callback:3", customer=cast.liu,
        by=cast.lin.party,
    )  # fmt: skip
    voice = kept.proposals.get()
    assert (kept.title, kept.status, kept.votes, kept.public) == ("夜间也有客服", "new", 1, False)
    assert (voice.customer, voice.words, voice.source, voice.origin) == (
        cast.liu,
        "晚上没人回",
        "callback",
        "callback:3",
    )
    assert kept.by == Party("staff", cast.lin.pk)
    assert [step.kind for step in kept.steps.all()] == [Step.Kind.KEPT]


def test_from_a_ticket_it_goes_to_the_department_of_its_category_and_the_ledger_says_so(cast: Cast) -> None:
    ticket = make_ticket("建议包装再加层泡沫", customer=cast.liu)
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code="suggestion"))
    ticket.refresh_from_db()
    kept = keep_suggestion(
        title="", words="建议包装再加层泡沫。谢谢", source="ticket", ticket=ticket, by=cast.lin.party
    )
    assert (kept.title, kept.team.code if kept.team else "") == ("建议包装再加层泡沫", "product")
    assert kept.proposals.get().customer == cast.liu
    event = Event.objects.get(kind="suggestion_kept")
    assert (event.ticket, event.payload) == (ticket, {"suggestion": kept.pk})


def test_without_words_there_is_nothing_to_keep() -> None:
    with pytest.raises(SuggestionEmpty):
        keep_suggestion(title=" ", words="\n", source=CALLBACK, by=SYSTEM)
    assert not Suggestion.objects.exists()


def test_the_same_origin_twice_is_once(cast: Cast) -> None:
    first = make_suggestion(origin="response:9", customer=cast.liu)
    again = make_suggestion("换了个说法", origin="response:9", customer=cast.liu)
    assert again == first
    assert Suggestion.objects.count() == Proposal.objects.count() == 1


def test_another_customer_is_another_voice_and_the_same_one_is_not(cast: Cast) -> None:
    kept = make_suggestion(customer=cast.liu, words="多放泡沫")
    make_suggestion(into=kept, customer=cast.zhao, words="泡沫太少")
    make_suggestion(into=kept, customer=cast.liu, words="上次又压坏了")
    make_suggestion(into=kept, customer=cast.liu, words="多放泡沫")
    kept.refresh_from_db()
    assert kept.votes == 2
    assert kept.proposals.get(customer=cast.liu).words == "多放泡沫\n\n上次又压坏了"


def test_a_colleague_adds_a_vote_for_a_customer_once(cast: Cast) -> None:
    kept = make_suggestion(customer=cast.liu)
    assert support_suggestion(kept, customer=cast.zhao, source=CALLBACK, by=cast.lin.party)
    assert not support_suggestion(kept, customer=cast.zhao, source=CALLBACK, by=cast.lin.party)
    kept.refresh_from_db()
    assert kept.votes == kept.proposals.count() == 2


def test_a_browser_has_one_vote_and_may_take_it_back(cast: Cast) -> None:
    kept = make_suggestion(customer=cast.liu)
    assert support_suggestion(kept, voter="a" * 32, source=PAGE, by=Party("customer"))
    assert not support_suggestion(kept, voter="a" * 32, source=PAGE, by=Party("customer"))
    assert support_suggestion(kept, voter="b" * 32, source=PAGE, by=Party("customer"))
    assert withdraw_vote(kept, voter="a" * 32)
    assert not withdraw_vote(kept, voter="a" * 32)
    assert not withdraw_vote(kept, voter="")
    kept.refresh_from_db()
    assert kept.votes == 2


def test_words_that_somebody_wrote_are_not_taken_back_with_a_vote() -> None:
    kept = make_suggestion()
    Proposal.objects.update(voter="c" * 32)
    assert not withdraw_vote(kept, voter="c" * 32)
    assert kept.proposals.exists()


def test_a_title_holds_nobodys_name_or_number(cast: Cast) -> None:
    Customer.objects.filter(pk=cast.liu.pk).update(name="刘小满")
    cast.liu.refresh_from_db()
    from_words = make_suggestion("", words="我是刘小满，13800001234 的包装太薄", customer=cast.liu)
    typed = make_suggestion("刘小满想要 13800001234 加泡沫", by=cast.liu.party, customer=cast.liu)
    by_staff = make_suggestion("给 13800001234 回电", by=cast.lin.party, customer=cast.zhao)
    for one in (from_words, typed, by_staff):
        assert "13800001234" not in one.title
    for one in (from_words, typed):
        assert "刘小满" not in one.title
    reword_suggestion(typed, title="加泡沫，13800001234", body="", by=cast.lin.party)
    assert "13800001234" not in Suggestion.objects.get(pk=typed.pk).title


def test_spam_leaves_the_library_and_takes_its_suggestion_along(cast: Cast) -> None:
    spam = make_ticket(customer=cast.zhao)
    alone = make_suggestion("加微信领红包", ticket=spam)
    shared = make_suggestion("多放泡沫", customer=cast.liu)
    make_suggestion(ticket=spam, into=shared)
    assert forget_wishes(spam) == 2
    assert not Suggestion.objects.filter(pk=alone.pk).exists()
    shared.refresh_from_db()
    assert shared.votes == 1
