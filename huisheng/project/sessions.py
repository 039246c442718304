"""Sessions in the database, as Django keeps them; read with a question that is written once."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.base.asked import Asked


def _living(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_LIVING = Asked(_living, str, datetime)


class SessionStore(db.SessionStore):
    """Django's store but for the one statement that each page begins with."""

    def _get_session_from_db(self) -> Session | None:
        found = _LIVING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
