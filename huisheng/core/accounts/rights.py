"""What a role may do. Rights are words in code; a house chooses which role holds which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    SEE_ALL = "see_all", _("See every ticket")
    SEE_TEAMS = "see_teams", _("See the tickets of the own teams")
    ANSWER = "answer", _("Answer customers, write notes, offer solutions")
    ENTER = "enter", _("Enter feedback by hand")
    ASSIGN = "assign", _("Assign tickets to others without asking them")
    REGRADE = "regrade", _("Change grade, category and tags")
    CLOSE = "close", _("Close without the customer's yes, with a reason")
    NUMBERS = "numbers", _("See the numbers of the tickets one may see")
    CHECK = "check", _("Look into missed promises every day and sign them off")
    EVIDENCE = "evidence", _("Hand out complaint dossiers with open personal data")
    BE_TOLD = "be_told", _("Receive warnings of the own teams")
    ROSTER = "roster", _("Plan duty and absences of the teams one leads")
    SETTINGS = "settings", _("Change settings, people, rules and policies")


BUILT_IN: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("admin", "管理员", "Admin", tuple(right.value for right in Right)),
    ("supervisor", "主管", "Supervisor", tuple(r.value for r in Right if r not in {Right.SETTINGS, Right.SEE_ALL})),
    ("response_officer", "响应时效专员", "Response officer", (Right.SEE_TEAMS, Right.NUMBERS, Right.CHECK)),
    ("agent", "客服", "Agent", (Right.SEE_TEAMS, Right.ANSWER, Right.ENTER, Right.REGRADE)),
    ("colleague", "协办同事", "Department colleague", ()),
)
