"""How allauth behaves in this house: nobody signs up alone, who logs in is at the desk, second-factor secrets are sealed,
and a person comes with role and teams."""

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.queries import person_by_id
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.base.vault import vault
from huisheng.trips.come_online import change_presence
from huisheng.watch.notify.variables import public_base


class HouseBackend(AuthenticationBackend):  # type: ignore[misc]
    """Loads the person of a session with role and teams: every page asks for both, the gate more than once."""

    def get_user(self, user_id: int) -> Staff | None:
        return person_by_id(int(user_id))


class HouseAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are invited (`huisheng staff add`, settings); there is no public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Below the house's own address: the one a request names is whatever the asker wrote into it."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{public_base()}{path}"

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """Letters speak of the house, not of the host name of the request."""
        named = context | {"house": house("house.name"), "address": public_base()}
        return super().render_mail(template_prefix, email, named, headers)

    def login(self, request: HttpRequest, user: Staff) -> None:
        """Who logs in sits at the desk, and is handed what waits in the pool."""
        super().login(request, user)
        if user.allows(Right.ANSWER):
            change_presence(user, Presence.ONLINE)

    def logout(self, request: HttpRequest) -> None:
        """Who logs out has left; the open tickets stay on the desk."""
        user = request.user
        super().logout(request)
        if isinstance(user, Staff):
            change_presence(user, Presence.OFFLINE)


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps TOTP secrets and recovery seeds sealed with the house's key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault().seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return str(vault().open(base64.b64decode(encrypted_text)))
