"""What an offer promises in money or in kind is proposed, allowed and given in its time."""

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from huisheng.project.demo.engine.deck import all_cases
from huisheng.project.demo.gifts import AMOUNT, LEADER, PROMISED, with_gifts
from huisheng.project.demo.script import DemoCustomer
from huisheng.project.demo.story import Act, Opening, Story
from huisheng.project.demo.tickets.everything import TICKETS
from huisheng.stages.handling.models import Compensation

NINE = datetime(2026, 11, 18, 9, tzinfo=timezone(timedelta(hours=8)))


def told(key: str, *acts: Act) -> list[Act]:
    opening = Opening(f"{key}:7", NINE, "web", DemoCustomer("某人", "13800009999"), "碎了")
    return list(with_gifts(Story(opening, "lin", acts)).acts)


def act(minutes: int, kind: str, by: str = "", measure: str = "") -> Act:
    return Act(NINE + timedelta(minutes=minutes), kind, by=by, measure=measure, timing="今天")


def test_the_amount_of_the_offer_is_proposed_with_it_and_given_after_it() -> None:
    acts = told("promo_coupon_grab_01", act(30, "offer", "he", "补一张 30 元券"), act(60, "yes"))
    assert [one.kind for one in acts] == ["proposes", "offer", "gives", "yes"]
    assert acts[0].gift is not None
    assert (acts[0].gift.kind, acts[0].gift.yuan, acts[0].gift.words) == ("coupon", 30, "30 元无门槛券")
    assert acts[2].at == NINE + timedelta(minutes=36)
    assert acts[2].text.startswith("HYQ")


def test_what_is_above_the_own_limit_waits_for_the_leader_before_it_is_offered() -> None:
    acts = told("late_promo_20", act(5, "reply", "he"), act(30, "offer", "he", "加送滤芯一套"), act(90, "yes"))
    assert [one.kind for one in acts] == ["reply", "proposes", "allows", "offer", "gives", "yes"]
    assert [one.by for one in acts if one.kind == "allows"] == [LEADER]
    assert all(one.at <= later.at for one, later in pairwise(acts))


def test_seniors_may_give_as_much_themselves() -> None:
    acts = told("late_promo_20", act(5, "reply", "lin"), act(30, "offer", "lin", "加送滤芯一套"), act(90, "yes"))
    assert "allows" not in [one.kind for one in acts]


def test_of_two_offers_the_last_one_with_an_amount_counts() -> None:
    first, second = act(20, "offer", "he", "迟到赔 20 元"), act(90, "offer", "he", "赔 50 元")
    acts = told("recall_service_07", first, act(60, "no"), second, act(120, "yes"))
    gifts = [one.gift for one in acts if one.gift]
    assert [one.yuan for one in gifts] == [50]


def test_it_is_given_before_the_customer_answers_however_soon_that_is() -> None:
    acts = told("promo_coupon_grab_01", act(30, "offer", "he", "补一张 30 元券"), act(32, "yes"))
    assert [one.kind for one in acts][-2:] == ["gives", "yes"]
    assert acts[-2].at < acts[-1].at


@pytest.mark.parametrize("acts", [(act(30, "offer", "he", "查物流"),), ()])
def test_without_an_amount_there_is_nothing_to_give(acts: tuple[Act, ...]) -> None:
    assert told("promo_coupon_grab_01", *acts) == list(acts)


def test_what_promises_nothing_stays_as_it_is() -> None:
    acts = (act(30, "offer", "he", "补一张 30 元券"),)
    assert told("somebody_else", *acts) == list(acts)


def test_every_promise_is_of_a_case_or_script_that_names_it() -> None:
    said = {one.key: " ".join(step.measure + step.text for step in one.steps) for one in all_cases()}
    said |= {one.key: " ".join(offer.measure + offer.text for offer in one.offers) for one in TICKETS}
    for key, (kind, words, yuan, why) in PROMISED.items():
        assert kind in Compensation.Kind.values
        assert yuan or AMOUNT.search(said[key].replace("{coupon}", "30")), key
        assert len(words) <= 120
        assert why


def test_no_coupon_is_promised_that_is_in_no_ledger() -> None:
    """Scripts and cases that promise a coupon in so many yuan, or money back for the trouble."""
    promising = {
        one.key
        for one in all_cases()
        for step in one.steps
        if step.kind == "offer" and "元券" in step.measure + step.text
    }
    promising |= {one.key for one in TICKETS for offer in one.offers if "元券" in offer.measure}
    assert promising <= set(PROMISED)
