from tests.cast import Cast


def test_it_gathers_the_cast(cast: Cast) -> None:
    assert cast.lin.allows("answer")
    assert cast.chen.memberships.get().leads
    assert not cast.wang.allows("answer")
    assert cast.liu.identities.get().masked == "138****1234"
