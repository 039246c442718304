"""What the customer never said yes or no to: the written protocol is played to its end (`confirming.py`)."""

from ..script import Answer, Offer, ask, reply, says
from ..script import DemoCustomer as Who
from ..script import DemoTicket as T

LATE_YES = "silent_pillow"  # answers two days after it was closed

SILENT: tuple[T, ...] = (
    T(
        "silent_kettle",
        "web",
        Who("尚先生", "13800003901", "shang.w@example.com"),
        "烧水壶的盖子按了弹不起来，每次都得拿勺子撬",
        owner="lin",
        days_ago=13,
        at="10:12",
        order="0698",
        turns=(reply(9, "lin", "尚先生您好，我是林晓。热水壶拿勺子撬太危险，先放着别用，我去问有没有现成的盖子。"),),
        offers=(
            Offer(
                46,
                "lin",
                "寄一个新壶盖，弹簧加粗的那一版",
                "三天内送到",
                "新盖子今天寄出，对准卡口一按就好。旧的不用寄回来。",
            ),
        ),
    ),
    T(
        "silent_late_desk",
        "web",
        Who("柏女士", "13800003902", "bai.rui@example.com"),
        "书桌说周三到，都周五了物流还停在嘉兴，孩子趴在床上写作业",
        owner="zhou",
        days_ago=17,
        at="09:40",
        order="0655",
        turns=(reply(6, "zhou", "柏女士，我是周岩。趴着写作业伤眼睛，我现在就打嘉兴那边的电话。"),),
        offers=(
            Offer(
                70,
                "zhou",
                "嘉兴专车直送到家，师傅顺手装好",
                "明天上午 10:00 前",
                "桌子在嘉兴分拨落下了，明早专车拉过去，装好再走，旧纸箱一起带下楼。",
            ),
        ),
    ),
    T(
        "silent_robot",
        "wechat",
        Who("芝麻糊", "13800003903"),
        "客服回我三次都是同一段话 跟机器人聊天一样 我问的是能不能换颜色",
        owner="xu",
        days_ago=21,
        at="15:05",
        order="0611",
        turns=(
            ask(8, "xu", "我是许诺，真人。前面三段一样的话我看到了，是我们敷衍。您想换成哪个颜色？"),
            says(25, "雾蓝"),
        ),
        offers=(
            Offer(
                40,
                "xu",
                "换雾蓝色，上门取旧送新，运费我们出",
                "后天下午",
                "雾蓝还剩两只，我先给您锁了一只。前面回您话的同事，我和主管都说过了。",
            ),
        ),
    ),
    T(
        "silent_curtain",
        "web",
        Who("褚女士", "13800003904", "chu.min@example.com"),
        "窗帘发错颜色，订的米白来的是米黄，挂上去像旧的",
        owner="he",
        days_ago=25,
        at="11:18",
        order="0562",
        turns=(reply(14, "he", "褚女士您好，我是何苗。米白和米黄挂在一起差得远，照片我看清了，是我们拿错。"),),
        offers=(
            Offer(
                52,
                "he",
                "米白重做一幅，先寄色卡给您对",
                "色卡明天到，窗帘五天内到",
                "您对着墙看过色卡，点了头我们再裁。",
            ),
        ),
    ),
    T(
        "silent_code",
        "web",
        Who("邝先生", "13800003905", "kuang.y@example.net"),
        "APP登录收不到验证码，换了两个手机号都一样",
        owner="qin",
        days_ago=28,
        at="20:02",
        offers=(
            Offer(
                35,
                "qin",
                "已把您的号码从短信拦截名单里移出，可用邮箱登录",
                "现在就能登录",
                "邝先生，您的号码被短信通道误当成骚扰号了，李工已经放开，您再点一次获取就有。",
            ),
        ),
    ),
    T(
        "silent_fan",
        "phone",
        Who("闻大姐", "13800003906"),
        "客户来电：落地扇遥控器失灵，换了电池还是不行，说年纪大了弯腰按开关费劲。",
        owner="dan",
        days_ago=15,
        at="16:20",
        order="0671",
        offers=(
            Offer(
                18,
                "dan",
                "寄一只配好对的新遥控器",
                "后天送到，快递送上楼",
                "遥控器寄之前我自己对着同款试过，拿到手直接按就行。",
            ),
        ),
    ),
    T(
        LATE_YES,
        "web",
        Who("湛女士", "13800003907", "zhan.lu@example.com"),
        "乳胶枕味道太大，晾了一周还有，睡得头疼",
        owner="lin",
        days_ago=19,
        at="13:35",
        order="0634",
        turns=(reply(11, "lin", "湛女士您好，我是林晓。头疼就别再枕了，先换回旧的。味道这事我去找质检问清楚。"),),
        offers=(
            Offer(
                85,
                "lin",
                "换一只出厂满两个月、散过味的，旧的上门取",
                "三天内送到",
                "质检挑的是散味散得最久的那批，我自己闻过。您要是还闻得到，就全额退。",
            ),
        ),
    ),
    T(
        "silent_rack",
        "web",
        Who("璩先生", "13800003908", "qu.h@example.com"),
        "置物架少一包螺丝，装了一半立在客厅晃悠",
        owner="lin",
        days_ago=4,
        at="10:50",
        order="0984",
        turns=(reply(7, "lin", "璩先生您好，我是林晓。晃着的架子先靠墙放，别往上搁东西，螺丝我这就去配件架上找。"),),
        offers=(
            Offer(
                38,
                "lin",
                "补寄一包螺丝，多放四颗备用",
                "明天送到",
                "螺丝今天下午出库，比原来的长两毫米，咬得更紧。",
            ),
        ),
    ),
)

PATIENT = T(  # begun before the week of S0, offered anew three days ago: asked to the end, and still waited for
    "silent_shelf",
    "web",
    Who("令狐女士", email="linghu.y@example.net"),
    "定做的书架尺寸错了，少做了四公分，靠墙那边空着一条",
    owner="lin",
    days_ago=8,
    at="10:25",
    order="0731",
    turns=(
        reply(12, "lin", "令狐女士您好，我是林晓。四公分一眼就看得出来，图纸和您给的尺寸我现在对一遍。"),
        reply(2900, "lin", "令狐女士，重做的板子今天下料，裁之前我拍了卷尺给您看。"),
    ),
    offers=(
        Offer(
            95,
            "lin",
            "加一块四公分的收口条",
            "周三装好",
            "颜色按您那块板调。",
            Answer(400, False, 2, "补一条太难看，不要"),
        ),
        Offer(
            7200,
            "lin",
            "按原尺寸重做一组，旧的同时拉走",
            "这周六上午装好",
            "新的一组出厂前我自己量过，对着您的图纸，一公分不差。",
        ),
    ),
)
