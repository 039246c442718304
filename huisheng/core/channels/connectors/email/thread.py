"""Message-IDs: our own, and the chain a letter answers."""

import re
import uuid
from collections.abc import Iterable

NO_ID = "@no-id>"  # what we call a mail that came without one
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")  # visible ASCII; what else programs invent would break our header
LONGEST = 20  # ids in References: the first, which began it, and the latest


def new_message_id(sender: str) -> str:
    """Unique, below the domain of the address the letter is sent from: other domains look forged."""
    domain = sender.rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain if domain.isascii() else domain.encode('idna').decode()}>"


def known_ids(chain: Iterable[str]) -> list[str]:
    """The well-formed ids of a conversation, each once, oldest first; of a long one the first and the latest."""
    found = list(dict.fromkeys(one for one in chain if is_real(one)))
    return found if len(found) <= LONGEST else [found[0], *found[1 - LONGEST :]]


def is_real(message_id: str) -> bool:
    """Whether other mail programs know a letter by this id."""
    return bool(MESSAGE_ID.fullmatch(message_id)) and not message_id.endswith(NO_ID)
