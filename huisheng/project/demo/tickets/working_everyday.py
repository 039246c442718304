"""Answered, being worked on: the app, small faults, manners, and ideas on the product desk."""

from ..script import DemoCustomer as Who
from ..script import DemoTicket as T
from ..script import note, reply, says

WORKING_EVERYDAY: tuple[T, ...] = (
    T(
        "work_app_crash",
        "web",
        Who("卞先生", "13800002107"),
        "安卓手机一点“我的订单”就闪退，重装过了",
        owner="qin",
        minutes_ago=205,
        turns=(
            reply(
                15,
                "qin",
                "卞先生您好，我是秦朗。重装都没用，多半不是您手机的事。"
                "我把您的机型和时间报给李工了，四小时内给您结果。",
            ),
            note(60, "li", "复现了：收货人名字里有生僻字时列表会崩。今晚发版修。"),
            reply(
                75,
                "qin",
                "找到了：您的收货人名字里有个生僻字，页面不认识它。李工今晚修好，修之前要查订单您直接问我就行。",
            ),
        ),
    ),
    T(
        "work_rude_courier",
        "wechat",
        Who("小贝", "13800002108"),
        "快递员把箱子往门口一扔就走 我说里面是灯 他说关我什么事 气得我",
        owner="xu",
        minutes_ago=190,
        order="1128",
        turns=(
            reply(
                14,
                "xu",
                "小贝您好，我是许诺，听着都替您生气。灯您先通电试一下，坏没坏都告诉我；派件员那边我已经投诉到站点了。",
            ),
            says(31, "灯倒是亮的 但是态度太差了"),
        ),
    ),
    T(
        "work_humidifier",
        "web",
        Who("孔女士", "13800002109"),
        "加湿器喷雾时有时无，刚换的滤芯",
        owner="qin",
        minutes_ago=215,
        order="1071",
        turns=(
            reply(
                22,
                "qin",
                "孔女士您好，我是秦朗。时有时无常见是雾化片结垢，您那边水质硬不硬？"
                "我先查下同型号的返修记录，下午给您准话。",
            ),
            says(40, "北京 水垢挺重的"),
        ),
    ),
    T(
        "work_refund_4",
        "wechat",
        Who("圆圆", "13800002110"),
        "退款说三天到账，今天第四天了",
        owner="he",
        minutes_ago=160,
        order="1060",
        turns=(
            reply(
                18,
                "he",
                "圆圆您好，我是何苗。退款单昨晚财务已经打出去了，走的是信用卡通道，比储蓄卡慢。"
                "我在跟银行要回执号，拿到发您。",
            ),
        ),
    ),
    T(
        "work_mattress_smell",
        "email",
        Who("聂先生", email="nie.hao@example.com"),
        "床垫味道很大，通风了一个星期还有，家里有备孕的人，想请你们提供一份检测报告，如果合格我就继续散味，"
        "不合格就退。",
        owner="xu",
        minutes_ago=175,
        order="1027",
        subject="床垫气味与检测报告",
        turns=(
            reply(
                25,
                "xu",
                "聂先生您好，我是许诺。备孕的时候谨慎是对的。这一批次的检测报告我已经跟产品部要了，"
                "今天之内发您邮箱，您看完再决定。",
            ),
            note(30, "xu", "@苏禾 1027 床垫，要这一批的甲醛检测报告，客户今天等。"),
        ),
    ),
    T(
        "work_robot",
        "chat",
        Who("Kevin钟", "13800002112"),
        "扫地机回充找不到座子 转两圈就趴窝 app提示定位失败",
        owner="qin",
        minutes_ago=140,
        order="1013",
        turns=(
            reply(
                16,
                "qin",
                "Kevin 您好，我是秦朗。先别急着返厂，八成是激光头蒙灰或者座子对面有镜子。您那边座子对着什么？",
            ),
            says(22, "还真有面穿衣镜"),
            reply(26, "qin", "那就对上了。镜子下沿贴 20 公分哑光纸，今晚让它重新建一次图，明早我问您结果。"),
        ),
    ),
    T(
        "work_bill",
        "walk_in",
        Who("邢师傅", "13800002115"),
        "到店：上个月修抽油烟机收了两次上门费，单子上只写一次，请核对退回多收的。",
        owner="dan",
        minutes_ago=250,
        order="0988",
        turns=(
            reply(
                20,
                "dan",
                "邢师傅，我是丹青。两张收据我都看到了，第二次是返修，按规定不该收上门费。退 60"
                " 元的单子在等售后部签字。",
            ),
        ),
    ),
    T(
        "work_light",
        "web",
        Who("戚女士", "13800002116"),
        "走廊感应灯一闪一闪的 半夜挺瘆人",
        owner="gao",
        minutes_ago=170,
        order="1051",
        turns=(
            reply(
                28,
                "gao",
                "戚女士您好，我是高原。一闪一闪多半是感应头离窗帘太近。您把灵敏度旋钮往左拧一格，"
                "今晚再看看，明早我联系您。",
            ),
        ),
    ),
    T(
        "idea_night",
        "web",
        Who("倪先生", "13800002117"),
        "希望增加夜间客服，我们上夜班的人白天睡觉，晚上才有空处理东西",
        owner="su",
        minutes_ago=300,
        turns=(
            reply(
                35,
                "su",
                "倪先生您好，我是产品部的苏禾。夜班的难处我们以前没算进去。"
                "夜间值班这件事我写进下周二的评审会，结果一定告诉您。",
            ),
        ),
    ),
    T(
        "idea_manual",
        "wechat",
        Who("退休老顾", "13800002118"),
        "说明书字太小了 能不能出个大字版 或者拍个视频",
        owner="su",
        minutes_ago=420,
        turns=(
            reply(50, "su", "顾老师，您说得对，我拿着看都费劲。大字版说明书我先做料理机这一本，做好了第一份寄给您。"),
        ),
    ),
    T(
        "idea_small_cup",
        "web",
        Who("桃桃", "13800002119"),
        "能不能出一款小号的保温杯 女生包包放不下500ml",
        owner="su",
        minutes_ago=900,
        turns=(
            reply(
                55,
                "su",
                "桃桃您好，我是苏禾。小号杯我们打过 320ml 的样，卡在盖子密封。"
                "您更看重轻还是看重保温时长？我带去和工厂谈。",
            ),
            says(80, "轻！"),
        ),
    ),
    T(
        "idea_api",
        "email",
        Who("Daniel Wu", email="daniel.wu@example.com"),
        "It would be nice to have gift wrapping as an option at checkout, with a small card. I order for clients"
        " twice a year.",
        owner="su",
        minutes_ago=260,
        subject="Gift wrapping",
        turns=(
            reply(
                40,
                "su",
                "Hello Daniel, this is Su from the product team. Gift wrapping with a card is on"
                " our list for the spring sale; I will write to you once the date is fixed.",
            ),
        ),
    ),
)
