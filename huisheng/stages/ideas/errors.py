"""What the library refuses."""

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused


class SuggestionEmpty(Refused):
    code = "suggestion_empty"
    message = _("Please say in a few words what is wished for.")


class MergedAway(Refused):
    code = "merged_away"
    status = 409
    message = _("This suggestion went into another one. Please work there.")


class CannotMerge(Refused):
    code = "cannot_merge"
    status = 409
    message = _("A suggestion cannot be merged into itself.")


class NothingToTakeBack(Refused):
    code = "nothing_to_take_back"
    status = 409
    message = _("There is no merge to take back, or the suggestion it went into was merged on. Take that back first.")


class LastVoice(Refused):
    code = "last_voice"
    status = 409
    message = _("It is the only voice here. Reword the suggestion instead.")


class AnswerMissing(Refused):
    code = "answer_missing"
    message = _("Please write what everybody who wants it shall hear.")


class AnswerTooLong(Refused):
    code = "answer_too_long"
    message = _("At most %(most)s characters; now there are %(n)s.")


class NotAnswered(Refused):
    code = "suggestion_not_answered"
    status = 409
    message = _("Please answer the suggestion first.")


class NamesSomebody(Refused):
    """A phone number or an address stands in what everybody would read."""

    code = "names_somebody"
    message = _("Title or text hold a phone number, an email or another number of a person. Please take it out first.")
