"""What the verbs of this room refuse."""

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused


class TicketClosed(Refused):
    code = "ticket_closed"
    status = 409
    message = _("This feedback is closed. Reopen it before you ask a department.")


class RequestIncomplete(Refused):
    """Problem, need or deadline is missing, says nothing or cannot be kept; `fields` names which."""

    code = "request_incomplete"


class RequestOver(Refused):
    code = "request_over"
    status = 409
    message = _("This request is answered, declined or withdrawn already.")


class AlreadyAccepted(Refused):
    code = "already_accepted"
    status = 409
    message = _("Somebody has accepted this request already.")


class AnswerMissing(Refused):
    code = "answer_missing"
    message = _("Please write the answer: what you found, and what happens when.")


class WordsMissing(Refused):
    code = "words_missing"
    message = _("Please write something, or add a file.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why; whoever reads this later will want to know.")


class ExtensionUnclear(Refused):
    """No later time, or one that lies behind us; `fields` names what is at fault."""

    code = "extension_unclear"


class ExtensionPending(Refused):
    code = "extension_pending"
    status = 409
    message = _("More time is asked for already; the answer is still to come.")


class NoExtensionAsked(Refused):
    code = "no_extension_asked"
    status = 409
    message = _("Nobody asks for more time right now.")


class UrgedJustNow(Refused):
    code = "urged_just_now"
    status = 409
    message = _("It was urged a moment ago. Urge again in %(minutes)s min, or ring up.")
