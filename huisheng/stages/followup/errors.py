"""What callbacks refuse, and why."""

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused


class CallbackOver(Refused):
    code = "callback_over"
    status = 409
    message = _("This callback is over already.")


class NotNow(Refused):
    """The callback is at another point than the move expects: two screens, or a click too many."""

    code = "callback_not_now"
    status = 409
    message = _("This callback is “%(state)s” now; please look at it again.")


class NotYourCall(Refused):
    code = "not_your_call"
    status = 409
    message = _("%(name)s makes this callback.")


class NotByHandler(Refused):
    """The result is checked by somebody who did not handle it (requirements S4)."""

    code = "not_by_handler"
    status = 409
    message = _("You handled this matter; a colleague asks the customer about the result.")


class MayNotRing(Refused):
    """A call goes to who may answer customers and is still with us."""

    code = "may_not_ring"
    status = 409
    message = _("%(name)s does not ring customers up. Please choose a colleague who does.")


class CustomerIsOnThePhone(Refused):
    code = "customer_on_the_phone"
    status = 409
    message = _("%(name)s is talking with this customer right now.")


class StillOnThePhone(Refused):
    code = "still_on_the_phone"
    status = 409
    message = _("You are still on the phone with %(customer)s. Hang up there first.")


class AtNight(Refused):
    """Nobody is rung up before 8 or after 22 in the own time (requirements S2)."""

    code = "at_night"
    status = 409
    message = _("It is %(time)s where the customer lives; nobody is rung up before 8:00 or after 22:00.")


class NoSuchHour(Refused):
    """A talk is booked for an hour that lies ahead, between 8 and 22 (requirements S2)."""

    code = "no_such_hour"
    message = _("Please choose an hour that lies ahead, between 8:00 and 22:00, within thirty days.")


class CannotBeRung(Refused):
    """No phone, no consent where the scenario speaks of offers, or the scenario is switched off."""

    code = "cannot_be_rung"
    status = 409
    message = _("This customer has no phone number here, or never agreed to receive offers.")


class RecordIncomplete(Refused):
    """What is still missing, by name; `fields["missing"]` holds the codes."""

    code = "record_incomplete"
    message = _("Still missing: %(names)s.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why; whoever reads this later will want to know.")
