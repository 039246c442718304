"""Why closing, answering or opening again is refused."""

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused


class NothingToConfirm(Refused):
    code = "nothing_to_confirm"
    status = 409
    message = _("There is no solution waiting for an answer right now.")


class OfferedAnew(Refused):
    code = "offered_anew"
    status = 409
    message = _(
        "The solution was renewed meanwhile, so this answer did not count. Please look at the new one, then answer."
    )


class AnswerTooLate(Refused):
    code = "answer_too_late"
    status = 409
    message = _("That offer was made long ago. Please write to us below: somebody looks at it anew.")


class AnswerIncomplete(Refused):
    code = "answer_incomplete"


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why; whoever reads this later will want to know.")


class MustBeConfirmed(Refused):
    code = "must_be_confirmed"
    status = 409
    message = _("Only praise and suggestions end with an answer. Everything else ends with the customer's yes.")


class OfferStands(MustBeConfirmed):
    """Whatever it is called today."""

    code = "offer_stands"
    message = _("A solution was offered for it: it ends with the customer's answer to that.")


class SecondLook(MustBeConfirmed):
    code = "second_look"
    message = _("It was a complaint or a problem before: your supervisor ends it, once sure that it is none.")


class NotAnswered(Refused):
    code = "not_answered"
    status = 409
    message = _("Please answer the customer first.")


class AlreadyClosed(Refused):
    code = "already_closed"
    status = 409
    message = _("This feedback is closed already.")


class RequestsStillOpen(Refused):
    """A department still owes an answer; the customer's own yes is never refused for that."""

    code = "requests_still_open"
    status = 409
    message = _("%(teams)s still owes an answer. Wait for it, or withdraw the request with the reason, then close.")


class NotClosed(Refused):
    code = "not_closed"
    status = 409
    message = _("This feedback is open already.")


class ProtocolIncomplete(Refused):
    """Nobody closes for a silent customer before every try of the protocol was made."""

    code = "protocol_incomplete"
    status = 409
    message = _("The customer has not been asked often enough yet: %(missing)s.")


class StillWaiting(Refused):
    code = "still_waiting"
    status = 409
    message = _("Every try was made; the customer still has some time to answer.")


class CustomerWroteBack(Refused):
    code = "customer_wrote_back"
    status = 409
    message = _("The customer wrote back and waits for your answer. Silence is something else.")
