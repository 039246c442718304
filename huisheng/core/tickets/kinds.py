"""Every kind of event: its name, one line of meaning, its sentence on the timeline, what follows it: reactions always,
or (`audible`) only while a rule of the house listens for it.

Payloads hold ids and codes, never names, phones or text; the sentence is filled by `web/workspace/timeline.py`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    meaning: str
    sentence: str | Promise
    reacts: bool = False
    audible: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("ticket_opened", "A new ticket exists.", _("Feedback received by %(channel)s"), reacts=True),
    Kind("message_added", "The customer or staff wrote.", _("%(who)s wrote"), reacts=True),
    Kind("note_added", "An internal note was written.", _("%(who)s wrote an internal note"), audible=True),
    Kind("ticket_graded", "Grade set or changed, with the reason.", _("Graded %(reason)s"), audible=True),
    Kind("customer_lost", "A customer is lost, or may be.", _("%(who)s: this customer may be lost")),
    Kind("winback_planned", "How a lost customer is won back.", _("%(who)s planned how to win the customer back")),
    Kind("winback_asked", "A lost customer is asked to come back.", _("The customer is asked to come back")),
    Kind("winback_ended", "Came back, did not, or is left in peace.", _("Win-back: %(winback)s")),
    Kind("ticket_assessed", "The initial assessment was written down.", _("%(who)s wrote the initial assessment")),
    Kind("dossier_made", "A dossier was handed out: its form, open or masked.", _("%(who)s made dossier %(dossier)s")),
    Kind(
        "incident_found",
        "With this ticket similar ones became so many that it may be a mass fault.",
        _("%(count)s similar within a short time: maybe a mass fault"),
        reacts=True,
    ),
    Kind("incident_joined", "It belongs to a group of similar tickets.", _("Put to the similar ones")),
    Kind(
        "incident_decided",
        "A person (or the house's number) said what the group is: confirmed, dismissed or over.",
        _("Similar ones: %(decided)s"),
    ),
    Kind(
        "incident_told",
        "The owner is told something about the whole group.",
        _("%(who)s told all owners of the similar ones"),
        reacts=True,
    ),
    Kind("category_set", "Category set or changed.", _("Category: %(category)s%(because)s"), reacts=True),
    Kind("tags_changed", "Tags added or removed.", _("Tags: %(tags)s"), audible=True),
    Kind(
        "ticket_assigned", "Somebody or a team's pool has it now.", _("Assigned to %(assignee)s (%(how)s)"), reacts=True
    ),
    Kind(
        "hand_over_asked",
        "The owner asks a colleague to take over.",
        _("%(who)s asks %(assignee)s to take over"),
        reacts=True,
    ),
    Kind(
        "hand_over_answered",
        "The colleague accepted or declined.",
        _("%(who)s answered the hand-over: %(answer)s"),
        reacts=True,
    ),
    Kind(
        "status_changed",
        "The status moved along the table of allowed moves.",
        _("Status: %(before)s → %(after)s"),
        audible=True,
    ),
    Kind("clock_started", "A promise of time began.", _("Clock started: %(clock)s, due %(due)s")),
    Kind("clock_met", "A promise of time was kept.", _("Clock met: %(clock)s")),
    Kind("clock_warned", "A warn step of a clock rang.", _("Warning: %(clock)s, due %(due)s"), reacts=True),
    Kind("clock_breached", "A promise of time was broken.", _("Overdue: %(clock)s, was due %(due)s"), reacts=True),
    Kind(
        "clock_escalated",
        "A broken promise went up one level of its escalation chain.",
        _("Escalated, level %(level)s: %(clock)s, was due %(due)s"),
        reacts=True,
    ),
    Kind(
        "clock_moved",
        "The working hours were changed: the promise falls due at another time.",
        _("Working hours changed: %(clock)s is due %(due)s now"),
    ),
    Kind("clock_paused", "The clocks wait for the customer.", _("Clocks paused")),
    Kind("clock_resumed", "The clocks run again.", _("Clocks running again")),
    Kind("clock_stopped", "A clock ended without being met.", _("Clock stopped: %(clock)s")),
    Kind(
        "miss_found",
        "The daily check found a missed promise that has to be put right.",
        _("%(who)s asks to put the miss right: %(clock)s"),
        reacts=True,
    ),
    Kind("miss_righted", "What was missed is put right.", _("The miss is put right: %(clock)s")),
    Kind("miss_signed", "The daily check signed a missed promise.", _("%(who)s signed the miss: %(clock)s")),
    Kind("promise_given", "A colleague promised the customer a time.", _("%(who)s promised the customer: by %(due)s")),
    Kind("promise_kept", "What was promised was done.", _("%(who)s kept a promise")),
    Kind("promise_withdrawn", "A promise was taken back, with the reason.", _("%(who)s took a promise back")),
    Kind("reply_planned", "An answer was written that leaves later.", _("%(who)s planned an answer")),
    Kind("reply_taken_back", "A planned answer was taken back.", _("%(who)s took a planned answer back")),
    Kind(
        "reply_stopped",
        "Words that waited for their instant did not leave; they stand on the ticket.",
        _("An answer did not leave: %(why)s"),
        reacts=True,
    ),
    Kind("ticket_snoozed", "The owner put it off the own desk for a while.", _("%(who)s put it off")),
    Kind("ticket_woke", "What was put off is back on the owner's desk.", _("Back on the desk: %(why)s"), reacts=True),
    Kind("ticket_taken_up", "The owner took it up before its time.", _("%(who)s took it up again")),
    Kind(
        "department_asked",
        "A department was asked: problem, need, deadline.",
        _("%(who)s asks %(assignee)s, answer by %(until)s"),
        reacts=True,
    ),
    Kind("department_accepted", "The department took the request.", _("%(assignee)s accepted (%(who)s)")),
    Kind(
        "department_declined",
        "The department declined, with the reason.",
        _("%(assignee)s declined (%(who)s)"),
        reacts=True,
    ),
    Kind("department_answered", "The department answered.", _("%(assignee)s answered (%(who)s)"), reacts=True),
    Kind(
        "request_said",
        "A further word on a request to a department.",
        _("%(who)s added something to the request to %(assignee)s"),
        reacts=True,
    ),
    Kind(
        "extension_asked",
        "The department asks for more time.",
        _("%(assignee)s asks for more time, until %(until)s"),
        reacts=True,
    ),
    Kind(
        "extension_decided",
        "More time was granted or refused.",
        _("%(who)s decided: %(assignee)s answers by %(until)s"),
        reacts=True,
    ),
    Kind("request_urged", "A department was urged.", _("%(who)s urged %(assignee)s"), reacts=True),
    Kind(
        "request_supervised",
        "Somebody who leads looks after a request.",
        _("%(who)s looks after the request to %(assignee)s"),
        reacts=True,
    ),
    Kind(
        "request_withdrawn",
        "A request to a department is not needed any more.",
        _("%(who)s withdrew the request to %(assignee)s"),
        reacts=True,
    ),
    Kind(
        "wording_kept",
        "Words that the house asks about were sent as they are; the rules, not the words.",
        _("%(who)s kept wording that the house asks about"),
    ),
    Kind(
        "compensation_asked",
        "Compensation above the own limit was proposed: somebody has to approve it.",
        _("%(who)s asks for a compensation of %(amount)s yuan"),
        reacts=True,
    ),
    Kind(
        "compensation_allowed",
        "Compensation was approved, or lay within the own limit.",
        _("%(who)s allowed a compensation of %(amount)s yuan"),
        reacts=True,
    ),
    Kind(
        "compensation_refused",
        "Compensation was refused, with the reason.",
        _("%(who)s refused a compensation of %(amount)s yuan"),
        reacts=True,
    ),
    Kind(
        "compensation_given",
        "What was approved went out to the customer.",
        _("%(who)s gave the compensation of %(amount)s yuan"),
    ),
    Kind(
        "compensation_withdrawn",
        "Compensation was taken back before it was given.",
        _("%(who)s took the compensation of %(amount)s yuan back"),
    ),
    Kind("improvement_opened", "An improvement was opened from it.", _("%(who)s opened an improvement")),
    Kind("improvement_done", "What an improvement asked for was done.", _("%(who)s put the improvement into effect")),
    Kind(
        "improvement_checked",
        "Somebody looked whether the improvement worked.",
        _("%(who)s looked whether the improvement worked: %(worked)s"),
    ),
    Kind("improvement_dropped", "An improvement is not pursued any more.", _("%(who)s dropped the improvement")),
    Kind("finding_set", "What the ticket turned out to be was noted.", _("%(who)s noted what it turned out to be")),
    Kind("solution_offered", "A solution with measure, time and person.", _("%(who)s offered a solution"), reacts=True),
    Kind(
        "confirmation_asked",
        "The protocol asks the customer whether it is solved, by letter.",
        _("The customer is asked whether it is solved: %(way)s"),
        reacts=True,
    ),
    Kind(
        "confirmation_call_due",
        "The protocol wants the customer to be rung up, not by the handler.",
        _("The customer is to be rung up: is it solved?"),
        reacts=True,
    ),
    Kind(
        "confirmation_tried",
        "One try to ask the customer was made, whatever came of it.",
        _("Asked whether it is solved (%(way)s): %(result)s"),
    ),
    Kind(
        "confirmation_exhausted",
        "Every try of the protocol was made; what comes next is the end without an answer.",
        _("Every try was made; without an answer it is closed %(until)s"),
    ),
    Kind(
        "ticket_raised",
        "After a no somebody one level higher looks after it besides the owner.",
        _("Raised to level %(level)s: %(assignee)s"),
        reacts=True,
    ),
    Kind("ticket_confirmed", "The customer said yes.", _("The customer confirmed: solved, %(stars)s/5"), reacts=True),
    Kind(
        "yes_kept",
        "The customer said yes while parts were open: nobody asks any more; it is archived with the last of them.",
        _("The customer says it is solved, %(stars)s/5; it ends with its last open part"),
        reacts=True,
    ),
    Kind("ticket_rejected", "The customer said no, or was dissatisfied.", _("The customer sent it back"), reacts=True),
    Kind("ticket_closed", "Closed by another way than the customer's yes.", _("Closed: %(cause)s"), reacts=True),
    Kind("ticket_reopened", "A closed ticket is open again.", _("Reopened"), reacts=True),
    Kind(
        "repeat_contact",
        "The customer opened further feedback about what is still open here; `asked` = while a department owed an answer.",
        _("The customer wrote about it again: %(other)s"),
        reacts=True,
    ),
    Kind(
        "complaint_refiled",
        "A complaint or problem about what was closed for this customer before; `closure` = how it had ended.",
        _("The same again, after %(other)s was closed"),
        reacts=True,
    ),
    Kind(
        "customer_urged",
        "The customer asks us to hurry: by the button, or in so many words.",
        _("The customer urges, %(count)s since our last answer"),
        reacts=True,
    ),
    Kind("tickets_linked", "Linked with another ticket.", _("Linked with %(other)s")),
    Kind("ticket_split", "Messages went on in a ticket of their own.", _("%(who)s split messages off to %(other)s")),
    Kind("tickets_unlinked", "No longer linked with another ticket.", _("No longer linked with %(other)s")),
    Kind(
        "part_told",
        "Who has the whole says something to the owners of its parts.",
        _("%(who)s, who has %(other)s, told the parts"),
        reacts=True,
    ),
    Kind(
        "colleague_called",
        "People or departments were called by name in an internal note.",
        _("%(who)s called colleagues"),
        reacts=True,
    ),
    Kind("watching_began", "Somebody hears of it besides the owner.", _("%(assignee)s watches it")),
    Kind("watching_ended", "Somebody does not hear of it any more.", _("%(assignee)s no longer watches it")),
    Kind("ticket_merged", "This ticket went into another one.", _("Merged into %(other)s")),
    Kind("ticket_took_in", "Another ticket went into this one.", _("%(who)s merged %(other)s into this one")),
    Kind("merge_undone", "A merge was taken back, on both tickets.", _("%(who)s took the merge with %(other)s back")),
    Kind("access_granted", "A person or team may see the ticket.", _("Shared with %(assignee)s")),
    Kind("identity_settled", "A colleague asked: two customers, nothing to merge.", _("%(who)s asked: two customers")),
    Kind("tier_changed", "The kind of customer was changed.", _("Kind of customer: %(tier)s")),
    Kind(
        "own_agent_changed",
        "Somebody looks after this customer from now on.",
        _("The customer's own agent: %(assignee)s"),
    ),
    Kind(
        "identity_conflict",
        "Identities of two customers came together.",
        _("The contact details belong to two customers"),
    ),
    Kind(
        "letter_bounced",
        "A letter to the customer did not arrive.",
        _("A letter to the customer did not arrive: %(bounce)s"),
        reacts=True,
    ),
    Kind("macro_run", "Several steps were done with one click; each stands beside.", _("%(who)s ran a macro")),
    Kind("notice_held", "An automatic letter was held back.", _("Not sent (%(notice)s): %(why)s")),
    Kind(
        "auto_reply_noted",
        "An automatic answer came by mail; it is no message.",
        _("An automatic answer came by mail and was noted"),
    ),
    Kind("rule_acted", "A rule of the house acts; what it does follows.", _("Rule “%(named)s” acts")),
    Kind(
        "rule_told",
        "A rule of the house tells somebody.",
        _("Rule “%(named)s” tells somebody"),
        reacts=True,
    ),
    Kind(
        "rule_troubled",
        "A rule failed three times in a row, or was stopped on this ticket; the admins are told.",
        _("Rule “%(named)s” needs a look"),
        reacts=True,
    ),
    Kind(
        "suggestion_kept",
        "What the customer wishes stands in the suggestion library.",
        _("%(who)s kept it in the suggestion library"),
    ),
    Kind("praise_kept", "Kind words of the customer stand on the wall.", _("%(who)s put kind words on the wall")),
    Kind(
        "callback_planned",
        "The customer is to be rung up; planned for an hour that suits.",
        _("Callback planned for %(until)s: %(assignee)s"),
        audible=True,
    ),
    Kind(
        "callback_due_soon",
        "A callback (or its record) is due soon, and no clock of a ticket says so.",
        _("Callback due soon: by %(until)s"),
        reacts=True,
    ),
    Kind(
        "callback_late",
        "A callback (or its record) is overdue, and no clock of a ticket says so.",
        _("Callback overdue: was due %(until)s"),
        reacts=True,
    ),
    Kind("callback_taken", "A colleague takes a callback.", _("%(who)s takes the callback")),
    Kind("callback_dialled", "The customer is being rung up.", _("%(who)s rings the customer up")),
    Kind("callback_put_down", "Dialled by mistake; it counts as no try.", _("%(who)s put the phone down again")),
    Kind("callback_missed", "A try of a callback failed.", _("%(who)s rang up: %(outcome)s")),
    Kind("callback_unreached", "No further try would help, or all were made.", _("The customer was not reached")),
    Kind(
        "callback_booked",
        "A talk was booked for its own hour.",
        _("%(who)s booked a talk with the customer: %(until)s"),
    ),
    Kind("callback_made", "The talk of a callback is over.", _("%(who)s talked with the customer on the phone")),
    Kind(
        "callback_recorded",
        "The record of a callback is complete: solved, satisfied, in time.",
        _("%(who)s recorded the callback: %(stars)s/5"),
        reacts=True,
    ),
    Kind(
        "callback_passed_on",
        "A colleague shall make the callback.",
        _("%(who)s passed the callback on to %(assignee)s"),
        reacts=True,
    ),
    Kind("callback_cancelled", "A callback is not needed any more.", _("%(who)s took the callback off the list")),
    Kind(
        "callback_became",
        "What was said in a callback became something of its own.",
        _("%(who)s made of the callback: %(became)s"),
    ),
    Kind(
        "survey_invited",
        "The customer is asked how it felt; on the customer alone where it is about no ticket.",
        _("The customer is asked how it felt"),
        reacts=True,
    ),
    Kind("survey_answered", "A survey was answered to its end.", _("The customer answered a survey"), audible=True),
    Kind(
        "survey_low",
        "A low score in a survey: somebody rings up, the supervisors hear it.",
        _("A low score in a survey"),
        reacts=True,
    ),
    Kind("survey_refused", "The customer does not want surveys any more.", _("%(who)s wants no more surveys")),
    Kind("survey_welcome", "The customer may be asked again.", _("%(who)s: surveys are welcome again")),
    Kind("notice_sent", "A notice to the customer was queued.", _("Notice sent: %(notice)s")),
)
BY_NAME = {kind.name: kind for kind in KINDS}
REACTING = frozenset(kind.name for kind in KINDS if kind.reacts)
AUDIBLE = frozenset(kind.name for kind in KINDS if kind.audible)
