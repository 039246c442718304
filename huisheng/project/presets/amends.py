"""Install the limits of compensation."""

from huisheng.core.accounts.models import Role
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Grade
from huisheng.stages.handling.actions.limiting import SUBJECT
from huisheng.stages.handling.models import CompensationLimit

from .amends_data import LIMITS


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
