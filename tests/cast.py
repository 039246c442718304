"""The people of every story."""

from dataclasses import dataclass

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer

LIU_PHONE = "13800001234"
ZHAO_PHONE = "13900005678"


@dataclass(frozen=True, slots=True)
class Cast:
    """Six colleagues and two customers; the house has its presets."""

    lin: Staff  # agent of 客服一组, senior
    chen: Staff  # supervisor, leads 客服一组
    dan: Staff  # agent of 客服二组: the outsider
    wang: Staff  # colleague in the warehouse
    admin: Staff
    liu: Customer
    zhao: Customer

    @property
    def cs1(self) -> Team:
        return Team.objects.get(code="cs1")

    @property
    def cs2(self) -> Team:
        return Team.objects.get(code="cs2")

    @property
    def warehouse(self) -> Team:
        return Team.objects.get(code="warehouse")


def gather() -> Cast:
    """Everybody, online and with the password of `accounts.tests.make.PASSWORD`."""
    return Cast(
        lin=make_staff("lin", name="林晓", teams=["cs1"], senior=True, email="lin@shop.example"),
        chen=make_staff("chen", name="陈蔚", role="supervisor", teams=["cs1"], leads=True, email="chen@shop.example"),
        dan=make_staff("dan", name="丹青", teams=["cs2"], email="dan@shop.example"),
        wang=make_staff("wang", name="王姐", role="colleague", teams=["warehouse"], email="wang@shop.example"),
        admin=make_staff("admin", name="方敏", role="admin", email="admin@shop.example"),
        liu=make_customer("刘女士", phone=LIU_PHONE),
        zhao=make_customer("赵先生", phone=ZHAO_PHONE),
    )
