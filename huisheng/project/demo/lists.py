"""Lists of people to ring up that somebody brought: one was taken, one is looked at first."""

from datetime import datetime, timedelta

from huisheng.core.accounts.models import Staff
from huisheng.stages.followup.actions import begin_list, bring_list, take_list
from huisheng.stages.followup.models import CallList, Scenario

NEWCOMERS = """姓名,手机号,客户ID,会员等级,注册渠道,注册时间
平女士,13800004101,UID202611001,VIP1,小程序,11月24日
施先生,13800004102,UID202611002,VIP1,公众号,11月24日
水水,13800004103,UID202611003,,抖音,11月25日
费小姐,13800004104,UID202611004,VIP2,朋友推荐,11月25日
岑先生,1380000,UID202611005,,门店,11月25日
"""
TESTERS = """客户姓名,联系电话,内测批次,备注
丰老师,13800004111,十一月第二批,下午三点后方便
巫先生,13800004112,十一月第二批,试用静音破壁机
祁女士,13800004113,十一月第二批,家里有婴儿
"""


def bring_lists(people: dict[str, Staff], now: datetime) -> list[CallList]:
    """Newcomers of the last days, planned; people who try something out, read and not begun."""
    chen = people["chen"].party
    at = now - timedelta(hours=4)
    taken = bring_list(_scenario("new_user"), NEWCOMERS.encode(), name="十一月新注册", by=chen, at=at)
    begin_list(taken)
    take_list(taken.pk)
    waiting = bring_list(_scenario("trial"), TESTERS.encode(), name="静音破壁机内测", by=chen, at=now)
    taken.refresh_from_db()
    return [taken, waiting]


def _scenario(code: str) -> Scenario:
    return Scenario.objects.get(code=code)
