"""Sealing personal data, finding it again without opening it, and signing links. One house key, one derived key each."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE = 12
LABEL = b"huisheng/"


class BrokenSeal(ValueError):
    """The bytes were not sealed with this key, or were changed."""


class Vault:
    """Everything the house does with its secret key (at least 32 bytes)."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the key of the vault needs at least 32 bytes")
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._blind_key = _derived(key, b"blind")
        self._sign_key = _derived(key, b"sign")

    def __repr__(self) -> str:
        return "Vault(…)"

    def seal(self, text: str) -> bytes:
        """Encrypted text (AES-256-GCM): version byte, random nonce, ciphertext. Never the same twice."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), VERSION)

    def open(self, sealed: bytes | memoryview) -> str:
        """The text again. Raises BrokenSeal."""
        sealed = bytes(sealed)
        if sealed[:1] != VERSION or len(sealed) < 1 + NONCE + 16:
            raise BrokenSeal("unknown seal")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], VERSION).decode()
        except InvalidTag as broken:
            raise BrokenSeal("the seal is broken") from broken

    def blind(self, kind: str, value: str) -> str:
        """A blind index: 32 hex characters, the same for the same kind and value, telling nothing about the value."""
        return self._mac(self._blind_key, kind, value).hex()[:32]

    def sign(self, purpose: str, value: str, length: int = 24) -> str:
        """A URL-safe token (at most 43 characters) that only this house can make for this purpose and value."""
        return base64.urlsafe_b64encode(self._mac(self._sign_key, purpose, value)).decode().rstrip("=")[:length]

    @staticmethod
    def _mac(key: bytes, kind: str, value: str) -> bytes:
        name = kind.encode()
        return hmac.digest(key, len(name).to_bytes(4) + name + value.encode(), hashlib.sha256)


def same(a: str | bytes, b: str | bytes) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    left, right = (part.encode() if isinstance(part, str) else part for part in (a, b))
    return hmac.compare_digest(left, right)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=LABEL + purpose).derive(key)
