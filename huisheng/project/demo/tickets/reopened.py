"""The customer said no, or yes but unhappily: back with the same owner, the next round is on."""

from ..script import Answer, Offer, note, reply
from ..script import DemoCustomer as Who
from ..script import DemoTicket as T

REOPENED: tuple[T, ...] = (
    T(
        "again_vacuum",
        "web",
        Who("庄先生", "13800002501"),
        "吸尘器吸力越来越小，滤网洗了也没用，买了八个月",
        owner="qin",
        minutes_ago=2950,
        order="0871",
        offers=(
            Offer(
                60,
                "qin",
                "寄一个新海帕和滚刷",
                "三天内送到",
                "多半是海帕堵死了，新的装上就知道。",
                Answer(2860, False, 2, "换了，头两天好，今天又跟没吃饭似的"),
            ),
        ),
        turns=(
            reply(
                2885,
                "qin",
                "庄先生，那就不是滤网的事了。电机我不跟您在电话里猜，下一步直接检测，今天给您怎么取怎么测。",
            ),
        ),
    ),
    T(
        "again_wardrobe",
        "phone",
        Who("水女士", "13800002502"),
        "衣柜门关不上，师傅装完就这样，说是地不平。",
        owner="dan",
        minutes_ago=1490,
        order="0932",
        offers=(
            Offer(
                40,
                "dan",
                "师傅二次上门调平",
                "今天 14:00 前",
                "地不平也该调到能关上，今天让老赵去调。",
                Answer(1400, True, 2, "门是关上了，可师傅一直叨叨是我家地不平，听着难受"),
            ),
        ),
        turns=(note(1415, "dan", "已跟老赵聊过，他愿意打个电话道歉。主管知情。"),),
    ),
    T(
        "again_scarf",
        "web",
        Who("雨薇", "13800002503"),
        "羊绒围巾起球太厉害 戴三次",
        owner="xu",
        minutes_ago=2100,
        order="0908",
        offers=(
            Offer(
                50,
                "xu",
                "送修毛球并寄去毛球器",
                "一周内",
                "工厂说起球正常，我们帮您修一次。",
                Answer(1980, False, 1, "正常？？？那你们宣传写不起球干嘛"),
            ),
        ),
    ),
)
