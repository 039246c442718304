"""Waiting for the customer: a photo, a video, a number on a label."""

from ..script import DemoCustomer as Who
from ..script import DemoTicket as T
from ..script import ask, note, reply

ASKED_PHOTO: tuple[T, ...] = (
    T(
        "ask_lamp_crack",
        "web",
        Who("胡小姐", "13800002201"),
        "灯罩裂了一道 不知道是路上磕的还是本来就有",
        owner="he",
        minutes_ago=130,
        order="1152",
        turns=(
            ask(
                9,
                "he",
                "胡小姐您好，我是何苗。麻烦拍两张：一张整个灯罩，一张对着裂口，"
                "外箱要是还在也带上一角。不管是路上磕的还是出厂就有，都给您换，"
                "照片是拿去跟快递理论的。",
            ),
        ),
    ),
    T(
        "ask_washer",
        "phone",
        Who("任女士", "13800002202"),
        "客户来电：迷你洗衣机脱水时在地上走，声音特别大，楼下投诉了。",
        owner="dan",
        minutes_ago=340,
        order="1019",
        turns=(
            ask(
                14,
                "dan",
                "任女士，我是丹青。请您看一眼机器背后的三颗运输螺栓拆没拆，拍个照给我；"
                "再拍一段十秒的脱水视频。螺栓没拆的话，拆掉就老实了。",
            ),
        ),
    ),
    T(
        "ask_filter_light",
        "chat",
        Who("雪碧不加冰", "13800002203"),
        "净水器滤芯换了还亮红灯咋整",
        owner="qin",
        minutes_ago=95,
        order="1088",
        turns=(
            ask(
                11,
                "qin",
                "您好，我是秦朗。换完要长按“复位”五秒。您先按一次，还红的话拍一下滤芯侧面的标签，我看看批次对不对。",
            ),
        ),
    ),
    T(
        "ask_stain",
        "web",
        Who("韦先生", "13800002204"),
        "沙发套上有块污渍，洗不掉，像机油",
        owner="xu",
        minutes_ago=610,
        order="1033",
        turns=(
            reply(25, "xu", "韦先生您好，我是许诺。新套子带着油渍，您洗了还不掉，换我也不高兴。"),
            ask(27, "xu", "您拍一张带尺子或硬币的，我好判断是换整套还是只换那一片，今天 18 点前收到照片，明天就能寄。"),
        ),
    ),
    T(
        "ask_drill",
        "wechat",
        Who("工地小张", "13800002205"),
        "电钻卡头松 钻头老掉",
        owner="qin",
        minutes_ago=480,
        order="0975",
        turns=(
            ask(
                19,
                "qin",
                "小张您好，我是秦朗。您用的是几毫米的钻头？拍一下夹头里面三片爪，有没有缺角。"
                "缺角就是夹头的毛病，直接寄新的。",
            ),
        ),
    ),
    T(
        "ask_cake_stand",
        "web",
        Who("唐唐", "13800002206"),
        "蛋糕架少了最上面那层的小盘子",
        owner="zhou",
        minutes_ago=75,
        order="1186",
        turns=(
            ask(
                6,
                "zhou",
                "唐唐您好，我是周岩。三层架少一个顶盘就摆不成了。请问您的是 20 公分还是 16 公分款？"
                "盒子侧面有写，告诉我这个数，今天 16 点前出库。",
            ),
        ),
    ),
    T(
        "ask_blanket",
        "wechat",
        Who("小熊", "13800002207"),
        "毛毯掉毛 黑裤子全是白的 洗一次了",
        owner="xu",
        minutes_ago=1500,
        order="0996",
        turns=(
            ask(
                30,
                "xu",
                "小熊您好，我是许诺。洗过一次还掉，就不只是浮毛了。您拍一下裤子上的样子，"
                "再拍一下洗标，我拿给质检看是不是这一批织法有问题。",
            ),
        ),
    ),
    T(
        "ask_oven",
        "phone",
        Who("路先生", "13800002208"),
        "客户来电：烤箱上管不亮，只有下面热，蛋糕底焦上面生。",
        owner="gao",
        minutes_ago=820,
        order="0961",
        turns=(
            note(6, "gao", "保内。上管断丝的可能大，先让客户拍标签定型号。"),
            ask(
                18,
                "gao",
                "路先生您好，我是高原。麻烦拍一下箱体背面的铭牌，两款上管不通用。型号定了我就约师傅带着新管上门。",
            ),
        ),
    ),
    T(
        "ask_ladder",
        "web",
        Who("牛叔", "13800002209"),
        "梯子脚垫坏了一个 站上去晃 不敢用",
        owner="dan",
        minutes_ago=1260,
        order="0970",
        turns=(
            ask(
                16,
                "dan",
                "牛叔您好，我是丹青。晃就先别站了，安全第一。脚垫是卡进去的还是拧上去的？"
                "您把坏的那只拍给我，我寄一对新的。",
            ),
        ),
    ),
    T(
        "ask_wrong_box",
        "web",
        Who("Vivian", "13800002210"),
        "寄来的盒子上写的不是我的名字，是不是发错了，没敢拆",
        owner="zhou",
        minutes_ago=50,
        order="1184",
        turns=(
            ask(
                5,
                "zhou",
                "Vivian 您好，我是周岩。没拆是对的。麻烦拍一下面单，收件人那行遮掉电话就行。"
                "如果真是别人的，快递员今天来取，您的那件我另发。",
            ),
        ),
    ),
)
