"""The promised times of the plans this product was built from (requirements S0, S3, S4)."""

from huisheng.project.presets.catalogue_data import COMPLAINTS
from huisheng.project.presets.chains_data import STANDARD
from huisheng.project.presets.shapes import Condition, PolicyPreset

from .promising import promise, respond

ONLINE_CHANNELS = ("web", "wechat", "chat", "api")


def grade_is(grade: str) -> Condition:
    """Tickets of one grade; grade codes of the shipped schemes are all different."""
    return {"field": "grade", "op": "is", "value": grade}


def complaint_from(*channels: str) -> Condition:
    """Complaints that came in by one of the channels."""
    return {
        "all": [
            {"field": "category", "op": "in", "value": list(COMPLAINTS)},
            {"field": "channel", "op": "in", "value": list(channels)},
        ]
    }


P_RYG: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="ryg_red",
        preset="P-RYG",
        name="红色：15 分钟响应，2 小时给方案",
        name_en="Red: answer in 15 minutes, plan in 2 hours",
        enabled=True,
        calendar="always",
        condition=grade_is("red"),
        commitments=(respond(15, "minute", "S0", STANDARD), promise("give_plan", 2, "hour", "S0", STANDARD)),
    ),
    PolicyPreset(
        code="ryg_yellow",
        preset="P-RYG",
        name="黄色：30 分钟响应，4 小时解决",
        name_en="Yellow: answer in 30 minutes, solved in 4 hours",
        enabled=True,
        calendar="always",
        condition=grade_is("yellow"),
        commitments=(respond(30, "minute", "S0"), promise("resolve", 4, "hour", "S0")),
    ),
    PolicyPreset(
        code="ryg_green",
        preset="P-RYG",
        name="绿色：1 小时响应，24 小时正式答复",
        name_en="Green: answer in 1 hour, formal reply in 24 hours",
        enabled=True,
        calendar="always",
        condition=grade_is("green"),
        commitments=(respond(1, "hour", "S0"), promise("formal_reply", 24, "hour", "S0")),
    ),
)

P_123: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="levels_1",
        preset="P-123",
        name="一级投诉：30 分钟内启动，主管牵头",
        name_en="Level 1: started in 30 minutes, led by the supervisor",
        enabled=False,
        calendar="always",
        condition=grade_is("level1"),
        commitments=(respond(30, "minute", "S4", STANDARD),),
        note="“启动”以客服第一次亲自答复客户为准。处理周期目标 3 天、协作目标 12 小时是考核目标，在报表里看，"
        "不算对客户的承诺。",
        note_en="Started means the first personal answer. The 3-day cycle and 12-hour collaboration goals are"
        " targets in the reports, not promises to customers.",
    ),
    PolicyPreset(
        code="levels_2",
        preset="P-123",
        name="二级投诉：2 小时内响应，专员处理",
        name_en="Level 2: answered in 2 hours by a specialist",
        enabled=False,
        calendar="always",
        condition=grade_is("level2"),
        commitments=(respond(2, "hour", "S4"),),
    ),
    PolicyPreset(
        code="levels_3",
        preset="P-123",
        name="三级投诉：4 小时内跟进，常规流程",
        name_en="Level 3: followed up in 4 hours, normal flow",
        enabled=False,
        calendar="always",
        condition=grade_is("level3"),
        commitments=(respond(4, "hour", "S4"),),
    ),
)

P_NU: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="nu_normal",
        preset="P-NU",
        name="普通：24 小时内响应",
        name_en="Normal: answered in 24 hours",
        enabled=False,
        calendar="always",
        condition=grade_is("normal"),
        commitments=(respond(24, "hour", "S3"),),
    ),
    PolicyPreset(
        code="nu_urgent",
        preset="P-NU",
        name="紧急：2 小时内响应",
        name_en="Urgent: answered in 2 hours",
        enabled=False,
        calendar="always",
        condition=grade_is("urgent"),
        commitments=(respond(2, "hour", "S3"),),
    ),
    PolicyPreset(
        code="nu_critical",
        preset="P-NU",
        name="特急：时限由您来定",
        name_en="Most urgent: you set the time",
        enabled=False,
        calendar="always",
        condition=grade_is("critical"),
        commitments=(),
        note="来源方案提到“特急”却没写时限，所以这里留空。我们建议 30 分钟内响应，请管理员定下来再启用。",
        note_en="The plan behind this preset names this level without a time, so it ships empty. We suggest an"
        " answer within 30 minutes; an admin decides before switching it on.",
    ),
)

P_CH: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="channel_phone",
        preset="P-CH",
        name="电话投诉：10 分钟内有人接待",
        name_en="Complaints by phone: a person within 10 minutes",
        enabled=True,
        calendar="always",
        condition=complaint_from("phone"),
        commitments=(promise("human_pickup", 10, "minute", "S4"), promise("rectify", 2, "hour", "S4")),
        note="超过 10 分钟没有人接待，算一次漏接，要在 2 小时内补救。",
        note_en="More than 10 minutes without a person counts as a miss, to be put right within 2 hours.",
    ),
    PolicyPreset(
        code="channel_online",
        preset="P-CH",
        name="在线投诉：2 小时内响应并同步进度",
        name_en="Complaints online: answer and progress within 2 hours",
        enabled=True,
        calendar="always",
        condition=complaint_from(*ONLINE_CHANNELS),
        commitments=(respond(2, "hour", "S4"), promise("progress_update", 2, "hour", "S4")),
    ),
    PolicyPreset(
        code="channel_email",
        preset="P-CH",
        name="邮件投诉：24 小时内答复",
        name_en="Complaints by email: answered in 24 hours",
        enabled=True,
        calendar="always",
        condition=complaint_from("email"),
        commitments=(respond(24, "hour", "S4"),),
    ),
    PolicyPreset(
        code="core_customer",
        preset="P-CH",
        name="核心客户投诉：1 小时内专人对接",
        name_en="Core customers' complaints: own agent within 1 hour",
        enabled=True,
        calendar="always",
        condition={
            "all": [
                {"field": "category", "op": "in", "value": list(COMPLAINTS)},
                {"field": "tier", "op": "is", "value": "core"},
            ]
        },
        commitments=(respond(1, "hour", "S4"),),
    ),
)

P_CHECK: tuple[PolicyPreset, ...] = (  # starts only where the daily check finds a miss (stages/rectify)
    PolicyPreset(
        code="daily_check",
        preset="P-CHECK",
        name="每日检查发现的漏洞：2 小时内整改",
        name_en="Found by the daily check: put right in 2 hours",
        enabled=True,
        calendar="always",
        condition={},
        commitments=(promise("rectify", 2, "hour", "S4"),),
    ),
)
