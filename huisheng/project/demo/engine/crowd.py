"""Who speaks: invented customers who come back, with well-formed phones that are nobody's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from ..cases import Case
from ..script import DemoCustomer


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN_F = words(
    "雨桐 静怡 思琪 佳怡 晓燕 婷婷 丽华 欣然 子涵 美玲 晓雯 雅琴 秋月 若曦 春梅 慧敏 海燕 玉兰 诗涵 梓萱 依诺 红霞 淑芬"
)
GIVEN_M = words(
    "志强 浩然 建国 俊杰 子轩 伟 军 磊 明辉 海涛 文博 永康 天佑 宇航 家豪 国栋 小龙 振华 立新 宏伟 泽宇 嘉诚 永刚"
)
TITLES_F = ("女士", "女士", "女士", "小姐", "阿姨", "姐")
TITLES_M = ("先生", "先生", "先生", "先生", "师傅", "叔")
OFFICES = ("会计", "经理", "老师", "主任", "助理")
NICKS = words(
    "小鹿乱撞 半糖去冰 阿May 橘子汽水 一只猫 大白 夏天的风 豆豆妈 糯米团子 山谷来信 老徐 晚安月亮 Luna 番茄炒蛋 小满 三三 木木 阿宽 北纬三十度 咸鱼翻身 "
    "奶盖 西瓜味的夏天 陈皮 花生酱 圆圆妈 海盐 浮生 朵朵 Kevin 半夏 南风 草莓熊 早睡早起 可乐加冰 阿泽 甜甜圈 一粒米 向日葵 云朵收藏家 江南小雨 老杨 Mia "
    "桃子 星星 柚子茶 果果爸 白开水 七七 蓝胖子 麦芽糖 清风徐来 拾光 芝士 小团圆 阿花 绿豆沙 Coco 米粒妈 慢慢走 佛系青年"
)
FIRMS = ("hexing-trade", "lantian-edu", "yunqi-hotel", "mingde-school", "tongda-tech", "qingmu-design", "rongfa-prop")
ENGLISH = (
    "Emma Clark", "Tom Weber", "Priya Nair", "Liam Murphy", "Sofia Rossi", "Daniel Kim", "Hannah Schmidt", "Marc Dubois",
    "Olga Petrova", "James Carter", "Nina Larsen", "Ravi Menon", "Grace Wilson", "Pedro Alves", "Julia Novak",
)  # fmt: skip
EVER = 3 * 365
BACK = 0.36  # share of tickets by people who were here before
PAUSE = timedelta(days=4)  # nobody comes back sooner; what is open then is still spoken about


def is_english(case: Case) -> bool:
    """Whoever writes it has a name to go with it."""
    return case.text.isascii()


@dataclass
class Person:
    """A customer, how we address them, and when they were here last."""

    customer: DemoCustomer
    address: str
    who: str
    channels: tuple[str, ...]
    last: datetime


@dataclass
class Crowd:
    """Everybody invented so far."""

    chance: Random
    taken: set[str]  # phones of the written scripts
    people: list[Person] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def somebody(self, case: Case, channel: str, at: datetime, *, loyal: bool | None = None) -> Person:
        """Who says this: often somebody known. `loyal` asks for three years and more (True), or less (False)."""
        if loyal is None and self.chance.random() < BACK:
            fitting = [one for one in self.people if self._fits(one, case, channel, at)]
            if fitting:
                found = self.chance.choice(fitting)
                found.last = at
                return found
        found = self._invent(case, channel, at, loyal=loyal)
        self.people.append(found)
        return found

    def _fits(self, one: Person, case: Case, channel: str, at: datetime) -> bool:
        is_old = one.customer.days_with_us >= EVER
        return (
            channel in one.channels
            and at - one.last > PAUSE
            and (not case.who or one.who == case.who)
            and (one.who == "firm") == (case.who == "firm")
            and (one.who == "en") == is_english(case)
            and (is_old or not case.old)
        )

    def _invent(self, case: Case, channel: str, at: datetime, *, loyal: bool | None) -> Person:
        who = "en" if is_english(case) else case.who or self.chance.choice(("f", "f", "f", "m", "m"))
        surname = self.chance.choice(SURNAMES)
        name, address, channels = self._called(who, surname, channel)
        phone = self._phone() if who != "firm" and (channel != "email" or self.chance.random() < 0.4) else ""
        email = self._email(who) if not phone or channel == "email" or self.chance.random() < 0.22 else ""
        tier, days = self._years(case, loyal=loyal)
        if email:
            channels = (*channels, "email")
        return Person(DemoCustomer(name, phone, email, tier, days), address, who, channels, at)

    def _called(self, who: str, surname: str, channel: str) -> tuple[str, str, tuple[str, ...]]:
        """Name on record, how we address them, and the channels such a person uses."""
        if who == "firm":
            called = surname + self.chance.choice(OFFICES)
            return called, called, ("email", "api", "phone", "web")
        if who == "en":
            called = self.chance.choice(ENGLISH)
            return called, called, ("web", "email")
        if channel in {"wechat", "chat"}:
            nick = self._nick()
            return nick, nick, ("wechat", "chat")
        titles, given = (TITLES_F, GIVEN_F) if who == "f" else (TITLES_M, GIVEN_M)
        called = surname + self.chance.choice(titles)
        full = surname + self.chance.choice(given)
        return (
            (full if channel == "web" and self.chance.random() < 0.5 else called),
            called,
            ("web", "phone", "walk_in"),
        )

    def _nick(self) -> str:
        nick = self.chance.choice(NICKS)
        while nick in self.names:
            more = self.chance.choice(("{}{}", "{}_{}", "{}{}号"))
            nick = more.format(self.chance.choice(NICKS), self.chance.randint(2, 99))
        self.names.add(nick)
        return nick

    def _phone(self) -> str:
        while (phone := f"1380000{self.chance.randint(4000, 9899)}") in self.taken:
            pass
        self.taken.add(phone)
        return phone

    def _email(self, who: str) -> str:
        word = self.chance.choice(FIRMS) if who == "firm" else self.chance.choice(("mail", "hi", "me", "life", "home"))
        while (email := f"{word}{self.chance.randint(100, 9999)}@example.com") in self.taken:
            pass
        self.taken.add(email)
        return email

    def _years(self, case: Case, *, loyal: bool | None) -> tuple[str, int]:
        """Tier and days with us."""
        if loyal or (case.old and loyal is None):
            return "regular", EVER + self.chance.randint(20, 900)
        if loyal is False:
            return "", 0
        draw = self.chance.random()
        if draw < 0.05:
            return "core", self.chance.randint(300, 1400)
        return ("regular", self.chance.randint(200, 1700)) if draw < 0.33 else ("", 0)
