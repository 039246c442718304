"""Times that laws, authorities and platforms set (P-REG). Off by default, found by a tag of the group "outside body".

None was read in the source itself when this list was written, so none carries a date of verification: a house reads the
text, mends the number and writes the day down. The notes say how far each number can be trusted.
"""

from huisheng.project.presets.chains_data import STANDARD
from huisheng.project.presets.shapes import CommitmentPreset, Condition, PolicyPreset

from .promising import report

SECOND_HAND = (
    "数字来自公开转述，没有核对原文。",
    "The number is from second-hand accounts; the text itself was not read.",
)
COMMON = ("数字是行业常见说法，没有核对原文。", "The number is what is commonly said; the text itself was not read.")


def case_of(*tags: str) -> Condition:
    """Tickets that carry one of the tags of the group "outside body"."""
    return {"field": "tags", "op": "any_of", "value": list(tags)}


def duty(
    code: str,
    names: tuple[str, str],
    source: str,
    *commitments: CommitmentPreset,
    tags: tuple[str, ...],
    calendar: str = "office",
    note: tuple[str, str] = SECOND_HAND,
) -> PolicyPreset:
    return PolicyPreset(
        code=code,
        preset="P-REG",
        name=names[0],
        name_en=names[1],
        enabled=False,
        calendar=calendar,
        condition=case_of(*tags),
        commitments=commitments,
        note=note[0],
        note_en=note[1],
        source=source,
    )


P_REG: tuple[PolicyPreset, ...] = (
    duty(
        "reg_12315",
        ("12315 在线消费纠纷解决：10 个工作日内协商并回填", "12315 ODR: settled and reported within 10 working days"),
        "全国 12315 平台在线消费纠纷解决（ODR）机制；《市场监督管理投诉举报处理办法》（总局令第 121 号）",
        report(10, "work_day", STANDARD),
        tags=("case_12315",),
        note=(
            "10 个工作日来自公开转述。2026-04-15 起施行的第 121 号令里的新期限没有核对过，请先读原文。",
            "The 10 working days are second-hand. The periods of Order 121, in force since 2026-04-15, were not checked.",
        ),
    ),
    duty(
        "reg_telecom",
        ("电信用户投诉：15 日内答复", "Telecom users: an answer within 15 days"),
        "《电信用户申诉处理办法》",
        report(15, "natural_day"),
        tags=("case_telecom",),
        calendar="always",
        note=(
            "15 日内没有答复，用户可以向申诉受理机构申诉。没有逐条核对原文。",
            "Without an answer in 15 days users may appeal. The text was not read clause by clause.",
        ),
    ),
    duty(
        "reg_banking",
        ("银行保险消费投诉：15 日内作出处理决定", "Banking and insurance complaints: decided within 15 days"),
        "《银行业保险业消费投诉处理管理办法》",
        report(15, "natural_day"),
        tags=("case_banking",),
        calendar="always",
    ),
    duty(
        "reg_banking_complex",
        ("银行保险消费投诉（情况复杂）：30 日内", "Banking and insurance, complex cases: within 30 days"),
        "《银行业保险业消费投诉处理管理办法》",
        report(30, "natural_day"),
        tags=("case_banking_complex",),
        calendar="always",
        note=(
            "经批准还可再延长 30 日。数字来自公开转述，没有核对原文。",
            "30 more days with approval. The number is second-hand; the text itself was not read.",
        ),
    ),
    duty(
        "reg_aviation",
        ("民航旅客投诉：10 个工作日内处理并答复", "Air passengers: handled and answered within 10 working days"),
        "《公共航空运输旅客服务管理规定》",
        report(10, "work_day"),
        tags=("case_aviation",),
    ),
    duty(
        "reg_express",
        ("快递用户投诉：7 日内处理", "Express delivery: handled within 7 days"),
        "《快递市场管理办法》及快递服务标准",
        report(7, "natural_day"),
        tags=("case_express",),
        calendar="always",
        note=COMMON,
    ),
    duty(
        "reg_securities",
        ("证券投资者投诉：15 个工作日内办结", "Securities: closed within 15 working days"),
        "证券经营机构投资者投诉处理要求（条文出处待核实）",
        report(15, "work_day"),
        tags=("case_securities",),
        note=COMMON,
    ),
    duty(
        "reg_wechat_pay",
        (
            "微信支付投诉：次日 24:00 前首次回复，第 3 天 24:00 前处理完",
            "WeChat Pay: first reply by 24:00 the next day, done by 24:00 on day 3",
        ),
        "微信支付商户消费者投诉处理规则",
        report(1, "end_of_day", kind="first_response"),
        report(3, "end_of_day", STANDARD),
        tags=("case_wechat_pay",),
        calendar="always",
        note=(
            "平台还会考核重复投诉率。数字来自公开转述，没有核对最新规则。",
            "The platform also judges repeated complaints. Second-hand; the present rules were not read.",
        ),
    ),
    duty(
        "reg_mini_program",
        ("小程序交易投诉：48 小时内处理", "Mini program trade complaints: within 48 hours"),
        "微信小程序交易投诉规则（2024-03-25 起，状态 201 与 206 满 48 小时过期）",
        report(48, "hour", STANDARD),
        tags=("case_mini_program",),
        calendar="always",
        note=(
            "据平台公开的开发文档，启用前请再看一次。",
            "From the platform's public documentation; look again before use.",
        ),
    ),
    duty(
        "reg_12345",
        ("12345 投诉件（示例）：13 个工作日内办结", "12345 complaints (sample): closed within 13 working days"),
        "各地 12345 政务服务便民热线管理办法（各城市不同，这里是一个示例）",
        report(13, "work_day"),
        tags=("case_12345",),
        note=("各城市不同，请改成当地的期限。", "Differs by city: put your own city's time here."),
    ),
    duty(
        "reg_12345_consult",
        ("12345 咨询件（示例）：3 个工作日内答复", "12345 enquiries (sample): answered within 3 working days"),
        "各地 12345 政务服务便民热线管理办法（各城市不同，这里是一个示例）",
        report(3, "work_day"),
        tags=("case_12345_consult",),
        note=("能当天答复的请当天答复。各城市不同，请改成当地的期限。", "Same day where possible. Differs by city."),
    ),
)
