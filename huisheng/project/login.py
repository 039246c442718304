"""How allauth behaves in this house: nobody signs up alone, second-factor secrets are sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from huisheng.core.base.vault import vault


class HouseAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are invited (`huisheng staff add`, settings); there is no public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps TOTP secrets and recovery seeds sealed with the house's key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return str(vault().open(base64.b64decode(encrypted_text)))
