"""Install the limits of compensation, the root causes, and what must be known before a ticket is filed."""

from huisheng.core.accounts.models import Role
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category, Grade
from huisheng.stages.closure.models import ClosingRule, RootCause
from huisheng.stages.handling.actions.limiting import SUBJECT
from huisheng.stages.handling.models import CompensationLimit

from .amends_data import CAUSES, LIMITS, NEEDED


def install_limits() -> None:
    """Only into a house that has set none: what an owner took off must not return."""
    edited = SettingChange.objects.filter(subject=SUBJECT)
    if CompensationLimit.objects.exists() or edited.exists():
        return
    roles, grades = dict(Role.objects.values_list("code", "pk")), dict(Grade.objects.values_list("code", "pk"))
    CompensationLimit.objects.bulk_create(
        CompensationLimit(
            role_id=roles[one.role], senior=one.senior, grade_id=grades.get(one.grade), fen=one.yuan * 100
        )
        for one in LIMITS
    )


def root_causes() -> list[RootCause]:
    """Those we ship."""
    return [RootCause(code=c, name=n, name_en=e, rank=rank * 10) for rank, (c, n, e) in enumerate(CAUSES)]


def install_closing_rules() -> None:
    """Only into a house that has set none, and never changed one."""
    edited = SettingChange.objects.filter(subject__startswith="closure.ClosingRule")
    if ClosingRule.objects.exists() or edited.exists():
        return
    categories = dict(Category.objects.values_list("code", "pk"))
    ClosingRule.objects.bulk_create(
        ClosingRule(category_id=categories[code], needs=list(needs)) for code, needs in NEEDED
    )
