"""Seals hold, blind indexes tell nothing, tokens cannot be made elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.crypto import BrokenSeal, Vault, same

KEY = bytes(range(32))
VAULT = Vault(KEY)
OTHER = Vault(KEY[::-1])


@given(st.text())
def test_it_opens_what_it_sealed(text: str) -> None:
    sealed = VAULT.seal(text)
    assert VAULT.open(sealed) == text
    assert VAULT.open(memoryview(sealed)) == text  # as a database driver hands it out
    assert sealed != VAULT.seal(text)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(BrokenSeal):
        OTHER.open(VAULT.seal("刘女士"))


@given(st.integers(0, 40), st.integers(1, 255))
def test_a_changed_byte_breaks_the_seal(place: int, change: int) -> None:
    sealed = bytearray(VAULT.seal("+8613812341234"))
    sealed[place] ^= change
    with pytest.raises(BrokenSeal):
        VAULT.open(bytes(sealed))


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x02" + bytes(40), b"plain text that was never sealed"])
def test_it_refuses_what_was_never_sealed(junk: bytes) -> None:
    with pytest.raises(BrokenSeal):
        VAULT.open(junk)


def test_a_blind_index_is_steady_and_of_its_kind() -> None:
    index = VAULT.blind("phone", "+8613812341234")
    assert index == Vault(KEY).blind("phone", "+8613812341234")
    assert len(index) == 32
    assert int(index, 16)
    assert index != VAULT.blind("tail", "+8613812341234")
    assert index != OTHER.blind("phone", "+8613812341234")


def test_kind_and_value_do_not_run_together() -> None:
    assert VAULT.blind("phone", "1") != VAULT.blind("phone1", "")
    assert VAULT.sign("a", "bc") != VAULT.sign("ab", "c")


def test_tokens_are_url_safe_and_as_long_as_asked() -> None:
    token = VAULT.sign("lookup", "FB-1")
    assert len(token) == 24
    assert token.replace("-", "").replace("_", "").isalnum()
    assert VAULT.sign("lookup", "FB-1", length=43).startswith(token)
    assert token != VAULT.sign("survey", "FB-1")
    assert token != OTHER.sign("lookup", "FB-1")


def test_seal_index_and_token_use_keys_of_their_own() -> None:
    assert VAULT.sign("x", "y")[:8] not in VAULT.blind("x", "y")
    assert bytes.fromhex(VAULT.blind("x", "y"))[:8] not in VAULT.seal("y")


def test_it_compares_secrets() -> None:
    assert same("a", b"a")
    assert same("密", "密")
    assert not same("a", "b")


def test_it_wants_a_real_key_and_never_prints_it() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")
    assert repr(VAULT) == "Vault(…)"
