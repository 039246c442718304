"""Who works at 禾屿生活， an online shop for home appliances and gifts made to order."""

from dataclasses import dataclass

SHOP = "禾屿生活"
SHOP_EN = "Heyu Living"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who works there; `teams` are team codes, the first is the own desk."""

    login: str
    name: str
    role: str
    teams: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    senior: bool = False
    capacity: int = 60  # above what lies on any desk here: what a visitor sends in is handed out, not pooled
    present: bool = True
    email: str = ""
    skills: tuple[tuple[str, int], ...] = ()  # code, level


SKILLS: tuple[tuple[str, str, str], ...] = (
    ("english", "英语", "English"),
    ("appliances", "家电故障", "Appliance faults"),
    ("refunds", "退款与赔付", "Refunds and compensation"),
    ("comfort", "安抚情绪", "Calming upset customers"),
)

PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("admin", "方敏", "admin"),
    DemoPerson("chen", "陈蔚", "supervisor", ("cs1", "cs2"), leads=("cs1", "cs2")),
    DemoPerson("lin", "林晓", "agent", ("cs1",), senior=True, skills=(("comfort", 3), ("refunds", 2))),
    DemoPerson("zhou", "周岩", "agent", ("cs1",), senior=True, skills=(("refunds", 3), ("english", 1))),
    DemoPerson("he", "何苗", "agent", ("cs1",), skills=(("english", 3),)),
    DemoPerson("xu", "许诺", "agent", ("cs1",), skills=(("comfort", 2),)),
    DemoPerson("dan", "丹青", "agent", ("cs2",), senior=True, skills=(("appliances", 3), ("english", 2))),
    DemoPerson("qin", "秦朗", "agent", ("cs2",), skills=(("appliances", 2),)),
    DemoPerson("gao", "高原", "agent", ("cs2",), present=False),
    DemoPerson("su", "苏禾", "agent", ("product",)),
    DemoPerson("mei", "梅清", "response_officer", ("cs1", "cs2")),
    DemoPerson("wang", "王姐", "colleague", ("warehouse",), leads=("warehouse",)),
    DemoPerson("li", "李工", "colleague", ("tech",), leads=("tech",)),
    DemoPerson("zheng", "郑师傅", "colleague", ("aftersales",), leads=("aftersales",)),
)

# The three logins the console prints: agent, supervisor, admin.
SHOWN_LOGINS: tuple[str, ...] = ("lin", "chen", "admin")
