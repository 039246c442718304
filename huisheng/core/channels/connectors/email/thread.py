"""Message-IDs: our own, and the chain a letter answers."""

import re
import uuid
from collections.abc import Iterable

from huisheng.core.channels.connectors.email.sender import address_of
from huisheng.core.channels.models import Mailbox

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")  # visible ASCII; what else programs invent would break our header
LONGEST = 20  # ids in References: the first, which began it, and the latest


def new_message_id(mailbox: Mailbox | None) -> str:
    """Unique, below the domain the letter is sent from: other domains look forged."""
    domain = address_of(mailbox).rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain if domain.isascii() else domain.encode('idna').decode()}>"


def known_ids(chain: Iterable[str]) -> list[str]:
    """The well-formed ids of a conversation, each once, oldest first; of a long one the first and the latest."""
    found = list(dict.fromkeys(one for one in chain if MESSAGE_ID.fullmatch(one)))
    return found if len(found) <= LONGEST else [found[0], *found[1 - LONGEST :]]
