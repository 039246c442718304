"""Waiting for the customer: an order number, a time, a choice."""

from ..script import DemoCustomer as Who
from ..script import DemoTicket as T
from ..script import ask, note, reply, says

ASKED_FACT: tuple[T, ...] = (
    T(
        "ask_no_order",
        "web",
        Who("匿名用户", email="quietriver@example.com"),
        "东西不行 退了",
        owner="xu",
        minutes_ago=240,
        turns=(
            ask(
                20,
                "xu",
                "您好，我是许诺。没用好、不想要，都可以退。您告诉我订单号，或者下单手机号后四位，"
                "我就能查到那一单，今天就给您发退货码。",
            ),
        ),
    ),
    T(
        "ask_install_time",
        "phone",
        Who("方阿姨", "13800002301"),
        "客户要约净水器安装，说周末都行但是要避开午睡。",
        owner="qin",
        minutes_ago=300,
        order="1140",
        turns=(
            ask(
                8,
                "qin",
                "方阿姨，我是秦朗。周六 9 点到 10 点、周日 15 点到 16 点都有师傅，您挑一个，"
                "回我“周六”或者“周日”就行，不耽误您午睡。",
            ),
        ),
    ),
    T(
        "ask_refund_or_exchange",
        "web",
        Who("蒋先生", "13800002302"),
        "蓝牙音箱充不进电了，买了才五个月",
        owner="dan",
        minutes_ago=560,
        order="0893",
        turns=(
            reply(13, "dan", "蒋先生您好，我是丹青。五个月充不进电，在保修期里，不用您花钱。"),
            ask(
                15, "dan", "两个办法：寄回来换电池，一周；或者直接换一台官翻机，明天就能发，质保重新算一年。您选哪个？"
            ),
        ),
    ),
    T(
        "ask_title",
        "email",
        Who("秦会计", email="qin.kj@example.com"),
        "发票抬头开错了，写成个人的了，能重开吗？",
        owner="he",
        minutes_ago=390,
        order="1049",
        subject="发票抬头重开",
        turns=(
            ask(
                28,
                "he",
                "秦会计您好，我是何苗。可以重开。请回我完整的公司名称和税号，旧票我这边先红冲，"
                "新票今天 17 点前发到这个邮箱。",
            ),
        ),
    ),
    T(
        "ask_address_again",
        "wechat",
        Who("七七", "13800002303"),
        "包裹又给我退回去了 说地址不详 我住了八年怎么就不详了",
        owner="zhou",
        minutes_ago=145,
        order="1084",
        turns=(
            ask(
                7,
                "zhou",
                "七七您好，我是周岩。住八年还叫“不详”，换我也想笑。是不是小区改名了？"
                "您把门牌和最近的路口发我，我让快递今天改派，不从仓库重走。",
            ),
        ),
    ),
    T(
        "ask_which_part",
        "web",
        Who("谭先生", "13800002304"),
        "衣柜配件不全 缺的那个不知道叫啥 就是那个小铁片",
        owner="zhou",
        minutes_ago=115,
        order="1158",
        turns=(
            ask(
                10,
                "zhou",
                "谭先生您好，我是周岩。“小铁片”我猜是层板托或者三合一垫片。说明书第 3"
                " 页零件图上编号是几？告诉我编号和缺几个，当天寄。",
            ),
        ),
    ),
    T(
        "ask_callback_time",
        "phone",
        Who("宗先生", "13800002305"),
        "客户投诉客服回复太慢，情绪激动，没说完就挂了。",
        owner="zhou",
        minutes_ago=205,
        turns=(
            note(3, "zhou", "回拨两次没接，先发短信。"),
            ask(
                12,
                "zhou",
                "宗先生，我是周岩，刚才是我这边没接住您的话。您什么时候方便？给个时间，我准点打过去，先听您把话说完。",
            ),
        ),
    ),
    T(
        "ask_hours",
        "web",
        Who("夜班护士小吴", "13800002306"),
        "我下夜班白天睡觉 你们老是中午打电话 能不能别打了 微信说",
        owner="he",
        minutes_ago=1010,
        order="1061",
        turns=(
            reply(22, "he", "小吴您好，我是何苗，记下了：不打电话，只发文字。夜班辛苦。"),
            ask(24, "he", "您那台蒸箱的门封条我给您寄白色还是灰色？回一个字就行。"),
        ),
    ),
    T(
        "ask_membership",
        "web",
        Who("翟先生", "13800002307"),
        "积分不对 明明应该有三千多 显示两百",
        owner="qin",
        minutes_ago=435,
        turns=(
            ask(
                21,
                "qin",
                "翟先生您好，我是秦朗。您是不是用过两个手机号下单？把另一个号的后四位告诉我，"
                "我看看积分是不是落在那边，能合到一起。",
            ),
        ),
    ),
    T(
        "ask_tree",
        "chat",
        Who("momo酱", "13800002308"),
        "买了棵仿真树 叶子掉了一地 是不是假货啊（虽然它本来就是假的）",
        owner="xu",
        minutes_ago=1850,
        order="0944",
        turns=(
            ask(
                18,
                "xu",
                "哈哈，假树也得是好假树。我是许诺，您数一下大概掉了几片、是不是同一根枝，告诉我就好："
                "掉得少寄补枝，掉得多直接换。",
            ),
            says(60, "同一根枝 七八片"),
            ask(66, "xu", "明白了，是那根枝没插紧。补枝给您备好了，寄到原来的地址可以吗？"),
        ),
    ),
)
