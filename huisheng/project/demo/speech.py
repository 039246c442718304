"""How the demo's people speak: macros of the house and of a team, a template of one's own, each used before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.knowledge.actions import note_use, save_own_template
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.party import SYSTEM
from huisheng.trips.macros import save_macro

PHOTO = (
    {
        "deed": "reply",
        "text": "{customer}，方便拍一张照片发过来吗？拍到有问题的地方就行，收到后我接着办。",
        "wait": True,
    },
    {"deed": "note", "text": "已请客户拍照，收到照片再定方案"},
)
WAREHOUSE = (
    {"deed": "note", "text": "订单 {order} 请仓库核对装箱记录"},
    {"deed": "status", "status": "waiting_department"},
)
GREETING = "{customer}，您好，我是{owner}。{problem}，这件事我来办，{expected}前一定给您回话。"
USED = (("quality_hear", 7), ("solve_resend", 5), ("delay_soothe", 3))  # template and how often


def teach(people: Mapping[str, Staff], now: datetime) -> None:
    """Some dozen small rows."""
    lin = people["lin"]
    save_macro(None, name="请客户拍照", name_en="Ask for a photo", steps=PHOTO, by=SYSTEM)
    team = Team.objects.filter(pk__in=lin.team_ids).order_by("rank", "id").first()
    save_macro(None, name="转仓库核对", name_en="Let the warehouse check", steps=WAREHOUSE, team=team, by=SYSTEM)
    own = {"name": "我的开场", "folder": "hear", "body": GREETING}
    mine = save_own_template(None, owner=lin, team=None, by=lin.party, **own)
    codes = {one.code: one for one in ReplyTemplate.objects.filter(code__in=[code for code, _count in USED])}
    for template, count in [(mine, 9), *((codes[code], count) for code, count in USED if code in codes)]:
        for times in range(count):
            note_use(template, staff=lin, at=now - timedelta(hours=count - times))
