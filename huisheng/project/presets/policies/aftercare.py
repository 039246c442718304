"""Callbacks and results, departments, and what we suggest ourselves (requirements S2, S4; all off until wanted)."""

from huisheng.project.presets.catalogue_data import COMPLAINTS, REPAIRS
from huisheng.project.presets.shapes import CommitmentPreset, Condition, PolicyPreset, Unit

from .promising import LATE_ONLY, promise

AFTER_SALE: Condition = {"field": "category", "op": "in", "value": list(COMPLAINTS + REPAIRS)}
COMPLAINT: Condition = {"field": "category", "op": "in", "value": list(COMPLAINTS)}


def short(kind: str, amount: int, unit: Unit, source: str) -> CommitmentPreset:
    """A time too short for a warning at its half."""
    return CommitmentPreset(kind, amount, unit, LATE_ONLY, source)


P_CB: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="callback_confirm",
        preset="P-CB",
        name="结果确认：处理后 24 小时内问清是否解决、是否满意",
        name_en="Result: within 24 hours we ask whether it is solved and good",
        enabled=False,
        calendar="always",
        condition={},
        commitments=(promise("result_confirm", 24, "hour", "S4"),),
    ),
    PolicyPreset(
        code="callback_after_sale",
        preset="P-CB",
        name="售后与投诉回访：处理后 24 小时内",
        name_en="After-sale and complaint callback: within 24 hours",
        enabled=False,
        calendar="always",
        condition=AFTER_SALE,
        commitments=(promise("callback", 24, "hour", "S2"),),
    ),
    PolicyPreset(
        code="callback_relation",
        preset="P-CB",
        name="投诉后关系回访：1 周内",
        name_en="Relation callback after a complaint: within a week",
        enabled=False,
        calendar="always",
        condition=COMPLAINT,
        commitments=(promise("callback", 7, "natural_day", "S4"),),
        note="和“24 小时回访”说的是两件事：那条确认结果，这条维护关系。两条都启用时，同一次回访取更早到期的那条。",
        note_en="Not the same as the callback within 24 hours: that one confirms the result, this one looks after the"
        " relation. With both on, a callback falls due at the earlier of the two.",
    ),
    PolicyPreset(
        code="callback_record",
        preset="P-CB",
        name="回访记录：通话结束后 10 分钟内填完",
        name_en="Callback record: complete within 10 minutes after the call",
        enabled=False,
        calendar="always",
        condition={},
        commitments=(short("callback_record", 10, "minute", "S2"),),
    ),
    PolicyPreset(
        code="callback_promise",
        preset="P-CB",
        name="电话里没解决：答应 2 个工作日内回复",
        name_en="Not solved on the call: an answer within 2 working days",
        enabled=False,
        calendar="office",
        condition={},
        commitments=(promise("promise_to_customer", 2, "work_day", "S2"),),
        note="来源里的例子。客服答应了别的时间，就按答应的算。",
        note_en="The example of the source. Whatever else a colleague promises counts as it was promised.",
    ),
)

P_TEAM: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="team_collab",
        preset="P-TEAM",
        name="部门协作：12 小时内答复",
        name_en="Departments: an answer within 12 hours",
        enabled=False,
        calendar="always",
        condition={},
        commitments=(promise("collab_reply", 12, "hour", "S4"),),
        note="来源的目标是 24 个月内从 48 小时降到 12 小时。先填做得到的，再逐步收紧。",
        note_en="The source goes from 48 to 12 hours in 24 months. Begin with what you can keep, then tighten it.",
    ),
    PolicyPreset(
        code="team_daily",
        preset="P-TEAM",
        name="每日跟进：等部门答复期间，每个工作日看一次",
        name_en="Daily tracking: each working day while a department is asked",
        enabled=False,
        calendar="office",
        condition={},
        commitments=(promise("daily_tracking", 1, "work_day", "S2"),),
    ),
)

P_OURS: tuple[PolicyPreset, ...] = (
    PolicyPreset(
        code="ours_next_reply",
        preset="P-OURS",
        name="再次回复：客户再来消息，4 小时内有人答",
        name_en="Every further answer: within 4 hours of the customer's message",
        enabled=False,
        calendar="always",
        condition={},
        commitments=(promise("next_reply", 4, "hour", "ours"),),
        note="哪份方案都没写，是我们加的：首响之后，客户最怕石沉大海。",
        note_en="No plan asks for it; we added it: after the first answer, silence is what customers fear most.",
    ),
)
