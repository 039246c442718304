"""Cases the team learns from, told again without names: two are read by everybody, one is a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.praise.actions import draft_case, publish_case, save_case
from huisheng.stages.praise.models import Praise, TeachingCase


@dataclass(frozen=True, slots=True)
class Lesson:
    """Whose story (the customer of a script), how a person told it again, so many days ago; `draft`: not read yet."""

    customer: str
    order: str
    title: str
    situation: str
    done: str
    lesson: str
    days: int
    draft: bool = False


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "赵先生", "1102", "少了一根电源线：三十九分钟，三件事一次说清",
        "客户来电：新买的加湿器少一根电源线，家里孩子咳嗽，等着用。同一位客户一周前刚收过发错的货。",
        "四分钟内问仓库，写明要什么、几点前要：能不能单发一根，11 点前。半小时后仓库答复有货，接着打给客户，把原因、"
        "几点出库、哪天到、谁来跟，一次说完；另给一张券。第二天货到，再问一次好不好用。",
        "客户后来说，他只想知道是不是有人管。向别的部门要东西，写清问题、需求和时限，答复就快；给客户的话里，"
        "措施、时间、人，一样不少。",
        5,
    ),
    Lesson(
        "欧阳奶奶", "0865", "奶奶第二天要看病：电话里把电池教会",
        "老人来电：血压计开不了机，第二天要带记录去给大夫看。声音很急。",
        "没有让老人报型号、查订单，先请她把电池抠出来擦一擦，正负极看准再装，人在电话里等着。八分钟后亮了；"
        "接着告诉她到医院按哪个键翻记录。",
        "先解决最急的那一件，再补信息。对老人一次只说一步，说完等她做完。",
        2, draft=True,
    ),
    Lesson(
        "简女士", "0772", "同一件东西发错两次：自己去仓库扫码，拍给客户看",
        "客户来电：床单要大尺寸，发来小一号；同款买两次，这是第二次发错，语气很失望。",
        "不辩解，承认第二次就是没长记性。亲自去仓库扫码，出库前把条码拍给客户核对；另给一张券。第二天送到，客户说拍照这招不错。",
        "同样的错犯第二次，光道歉不够，要让客户看见这次有什么不一样。",
        11,
    ),
)  # fmt: skip


def tell_again(people: dict[str, Staff], now: datetime) -> list[TeachingCase]:
    """Where the ticket is there, the case is told."""
    return [case for lesson in LESSONS for case in _told(lesson, people["chen"], now)]


def _told(lesson: Lesson, by: Staff, now: datetime) -> list[TeachingCase]:
    found = Ticket.objects.filter(customer__name=lesson.customer, order_number=lesson.order).order_by("pk")
    ticket, at = found.first(), now - timedelta(days=lesson.days)
    if ticket is None:
        return []
    praise = Praise.objects.filter(ticket=ticket).first()
    case = draft_case(ticket, by=by.party, praise=praise, at=at)
    case = save_case(case, title=lesson.title, situation=lesson.situation, done=lesson.done, lesson=lesson.lesson)
    return [case if lesson.draft else publish_case(case, at=at)]
