"""Calls that follow a case: was it solved, is it calm again, does it stay good (requirements S2, S4)."""

from .shape import QuestionPreset as Ask
from .shape import ScenarioPreset

COMPLAINT = {"field": "nature", "op": "is", "value": "complaint"}
AFTER_SALE = {
    "all": [
        {"field": "nature", "op": "is_not", "value": "complaint"},
        {
            "any": [
                {"field": "nature", "op": "is", "value": "repair"},
                {"field": "tags", "op": "any_of", "value": ["after_sale"]},
            ]
        },
    ]
}


def tiered(tier: str) -> dict[str, object]:
    """A complaint of one kind of customer."""
    return {"all": [COMPLAINT, {"field": "tier", "op": "is", "value": tier}]}


STILL_WRONG = (
    ("solved", "彻底解决了", "Solved for good"),
    ("partly", "好了一部分", "Partly"),
    ("again", "又出现了", "It came back"),
)
SATISFIED = Ask(
    "satisfied",
    "stars",
    "这次处理，您打几分？一分最低，五分最高。",
    "How would you rate the way we handled it, from 1 to 5?",
)

AFTER_CASES: tuple[ScenarioPreset, ...] = (
    ScenarioPreset(
        code="result_check",
        name="结果确认",
        name_en="Result check",
        aim="方案给出后问清两件事：解决了没有，满意不满意。由没经手的同事来问。",
        aim_en="After a solution was offered: is it solved, and is it good? Asked by somebody who did not handle it.",
        trigger="protocol",
        who="not_handler",
        opening="{customer}您好，我是{house}的{agent}。之前您反馈的“{subject}”，我们给了处理办法，我没有经手这件事，想听您一句实话：现在解决了吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. You told us about “{subject}”. I did not handle it"
        " myself, so please be frank: is it solved now?",
        closing="谢谢您的实话。您的回答我现在就记下来；没解决的部分，今天就有人接着办，并且由专人给您回话。",
        closing_en="Thank you for being frank. I am noting your answer now; what is not solved goes on today, and one"
        " person will call you back about it.",
        questions=(
            Ask("solved", "closed", "这个问题现在解决了吗？", "Is the problem solved now?"),
            SATISFIED,
            Ask("left", "open", "还有哪一点没办到位？", "What is not quite right yet?", required=False),
        ),
        labels=("problem", "grade", "result", "handler"),
        priority=30,
        source="S4",
    ),
    ScenarioPreset(
        code="after_sale",
        name="售后跟进",
        name_en="After-sale follow-up",
        aim="退款、换货、故障处理之后，确认真的好了，听听对这次处理满不满意。",
        aim_en="After a refund, an exchange or a repair: does it work, and are you satisfied with how it was done?",
        trigger="event",
        event="ticket_confirmed",
        selector=AFTER_SALE,
        who="not_handler",
        wait_hours=4,
        opening="{customer}您好，我是{house}的{agent}。您前几天反馈的“{subject}”已经处理了，打电话是想确认用着好不好，占用您三分钟，方便吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. We dealt with “{subject}” for you. I would like to"
        " know whether it works well now. Do you have three minutes?",
        closing="谢谢您。刚才说到的我都记下了，需要接着办的，我会告诉您谁来办、什么时候办好。祝您用得顺心。",
        closing_en="Thank you. I have noted everything; for whatever is left I will tell you who does it and by when."
        " Enjoy using it.",
        questions=(
            Ask("effect", "choice", "问题现在怎么样了？", "How does it stand now?", STILL_WRONG),
            Ask("using", "open", "处理完以后，您用下来感觉怎么样？", "How has it been since then?"),
            SATISFIED,
            Ask(
                "again",
                "open",
                "整个过程里，哪一步让您等得久或者多跑了一趟？",
                "Which step kept you waiting or made you ask twice?",
                required=False,
            ),
        ),
        labels=("problem", "progress", "handler"),
        priority=10,
    ),
    ScenarioPreset(
        code="complaint",
        name="投诉满意度",
        name_en="After a complaint",
        aim="投诉闭环以后，确认客户认可处理结果，情绪已经平稳。",
        aim_en="After a complaint was closed: does the customer accept the outcome, and is the anger gone?",
        trigger="event",
        event="ticket_confirmed",
        selector=COMPLAINT,
        who="not_handler",
        wait_hours=4,
        opening="{customer}您好，我是{house}的{agent}。前面“{subject}”这件事让您费心了，结果已经给到您，我想当面听听您满不满意，三分钟就好，可以吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. You had a lot of trouble with “{subject}”. I would"
        " like to hear from you whether the outcome is right. Do you have three minutes?",
        closing="谢谢您愿意再说一遍。您刚才的话我会原样带给同事；答应您的事，我盯着办完，办完给您回话。",
        closing_en="Thank you for telling it once more. My colleagues will hear it as you said it; what we promised I"
        " will see through, and call you when it is done.",
        questions=(
            Ask("accepted", "closed", "现在的处理结果，您认可吗？", "Do you accept the outcome?"),
            Ask("mood", "open", "回头看这件事，您心里还有哪里不舒服？", "Looking back, what still troubles you?"),
            SATISFIED,
            Ask(
                "better",
                "open",
                "再有下一次，您最希望我们先做好哪一步？",
                "If it happened again, what should we do first?",
            ),
        ),
        labels=("grade", "result", "stars"),
        priority=20,
    ),
    ScenarioPreset(
        code="relation_new",
        name="投诉后关系回访·新客户",
        name_en="Relation call: new customers",
        aim="投诉处理后一周内：再问一次感受，把新客户还不知道的服务讲清楚。",
        aim_en="Within a week of a complaint: ask once more, and show a new customer which services there are.",
        trigger="event",
        event="ticket_confirmed",
        selector=tiered("new"),
        who="senior",
        wait_hours=72,
        due_hours=168,
        opening="{customer}您好，我是{house}的{agent}。上次的事过去几天了，我想问问后来顺不顺利，也把您可能用得上的服务告诉您，可以吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. A few days have passed. I would like to ask how it"
        " went, and tell you about services you may find useful. Is now a good time?",
        closing="谢谢您再给我们机会。往后有事直接找我们，随时有人接。",
        closing_en="Thank you for giving us another chance. Whenever something comes up, come straight to us.",
        questions=(
            SATISFIED,
            Ask(
                "knows",
                "closed",
                "在哪里查进度、怎么找到我们，您都清楚了吗？",
                "Do you know where to look up the progress, and how to reach us?",
            ),
            Ask(
                "wish",
                "open",
                "刚开始用，您最想先弄明白哪一块？",
                "As you are new here: what would you like to understand first?",
            ),
        ),
        labels=("tier", "grade", "result"),
        active=False,
        source="S4",
    ),
    ScenarioPreset(
        code="relation_regular",
        name="投诉后关系回访·老客户",
        name_en="Relation call: regular customers",
        aim="投诉处理后一周内：确认说好的改进做到了，为老客户送上一份心意。",
        aim_en="Within a week of a complaint: is the promised improvement there? And a small thank-you for staying.",
        trigger="event",
        event="ticket_confirmed",
        selector=tiered("regular"),
        who="senior",
        wait_hours=72,
        due_hours=168,
        opening="{customer}您好，我是{house}的{agent}。您是我们的老朋友了，上次答应改进的地方，我来听听您觉得改好了没有，三分钟可以吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. You have been with us for long. I would like to hear"
        " whether what we promised to improve is better now. Three minutes?",
        closing="谢谢您一直在。您提的我带回去，改到哪一步都会告诉您。",
        closing_en="Thank you for staying with us. I take your words along, and you will hear how far we are.",
        questions=(
            Ask("improved", "closed", "上次说要改的，现在改好了吗？", "Is what we promised to improve better now?"),
            SATISFIED,
            Ask(
                "old_friend",
                "open",
                "您用了这么久，觉得我们哪里不如从前？",
                "After all this time, where were we better before?",
            ),
        ),
        labels=("tier", "since", "grade", "result"),
        active=False,
        source="S4",
    ),
    ScenarioPreset(
        code="relation_core",
        name="投诉后关系回访·核心客户",
        name_en="Relation call: core customers",
        aim="投诉处理后一周内：由专属客服视频或上门拜访，把这件事聊透。",
        aim_en="Within a week of a complaint: the own agent calls by video or visits, and talks it through.",
        trigger="event",
        event="ticket_confirmed",
        selector=tiered("core"),
        medium="video",
        who="own_agent",
        wait_hours=48,
        due_hours=168,
        opening="{customer}您好，我是您的专属客服{agent}。“{subject}”这件事我一直放在心上，想跟您视频聊一聊，也听听您接下来的打算。",
        opening_en="Hello {customer}, this is {agent}, your own agent. “{subject}” has stayed on my mind. I would like to"
        " talk it through by video, and hear what you plan next.",
        closing="谢谢您的时间。今天说定的几件事我整理好发给您，每一件都由我负责到底。",
        closing_en="Thank you for your time. I will send you what we agreed today, and see each point through myself.",
        questions=(
            Ask("whole", "open", "这件事从头到尾，您最在意的是哪一点？", "In all of this, what mattered most to you?"),
            Ask("trust", "closed", "现在您还放心把事情交给我们吗？", "Do you still trust us with your affairs?"),
            Ask(
                "next",
                "open",
                "接下来三个月，您有什么安排需要我提前准备？",
                "What do you plan in the next three months that I should prepare for?",
            ),
            SATISFIED,
        ),
        labels=("tier", "spend", "since", "grade", "result"),
        priority=20,
        source="S4",
    ),
)
