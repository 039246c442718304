"""What people wish we would make or change, answered by what we do with it."""

from ..cases import Case, answered, case, note, reply

CASES: tuple[Case, ...] = (
    case(
        "idea_lid_01",
        "suggestion",
        "保温杯盖子[能不能单手开|做成按一下就弹的]，[一只手抱娃|开车的时候]真腾不出手",
        reply("{name}，苏禾看完就拿了一只杯子单手试，确实不方便。弹盖的样品下个月打，打出来第一只寄给您试。{agent}"),
        answered(),
        goods="cup",
    ),
    case(
        "idea_bag_02",
        "suggestion",
        "建议[泡沫|气泡膜]换成纸的，[每次拆完一屋子白粒|收垃圾的不要]，我愿意多付[一块|两块]钱",
        reply("纸浆托正在试摔，{name}，不用您多付。摔过五次不碎就全换，结果我写信告诉您。{agent}"),
        answered(),
    ),
    case(
        "idea_gift_note_03",
        "suggestion",
        "送礼下单能不能[隐藏价格|不要放价格小票]，[上次人家一眼看到打几折|朋友笑我买打折的]",
        reply("{name}，这条今天就能做：结账页打个勾，箱里不放任何带价钱的纸。按钮这周上，您下回送礼就有。{agent}"),
        note("送礼单去小票，产品和仓库都点头了，本周五上线。"),
        answered(),
    ),
    case(
        "idea_voice_04",
        "suggestion",
        "来电建议：给[眼睛不好的|岁数大的]做个[按键会说话的电饭煲|语音报时的水壶]，客户说自己老母亲靠手摸[|，隔壁三个老人也想要]。",
        reply("{name}，报给产品部的时候，我把“靠手摸”这三个字原样写上了。苏禾想约您母亲试用，不耽误她吃饭。{agent}"),
        answered(),
        on="phone",
        goods="cooker kettle",
    ),
    case(
        "idea_search_photo_05",
        "suggestion",
        "搜索能拍照就好了 [坏了个小零件不知道叫啥|配件名字谁记得住] 拍一下就出来那种",
        reply("叫不出名字的东西，最需要这个。{name}，拍照找件排在下个季度，先用笨办法：拍给我，我替您找名字。{agent}"),
        answered(),
    ),
    case(
        "idea_cord_06",
        "suggestion",
        "{product}的线只有一米，[插座都在墙角，|]还得拖插板，[长到一米八就完美|求加长]",
        reply(
            "{name}，一米那条线是省了六毛钱，省出一堆插板，不划算。下一批改一米六，您手上这台我先寄根延长线。{agent}"
        ),
        answered(),
        goods="kettle lamp fan humidifier",
    ),
    case(
        "idea_colour_07",
        "suggestion",
        "什么时候出个[深绿|砖红]啊，灰白米[我家已经够灰了|看腻了]",
        reply("灰白米确实看腻了。{name}，深绿和砖红放进了投票，您这票算两票，我偷偷加的。{agent}"),
        answered(),
        goods="kettle pot towel lamp",
        mood="happy",
    ),
    case(
        "idea_return_box_08",
        "suggestion",
        "换货的时候能不能[新的先到，旧的再取|先发后取]，[中间空三天连饭都没得煮|老人等着用]",
        reply("能，已经有这个办法，只是没写在页面上，是我们藏得深。今天起写到换货那一页。{name}，谢谢提醒。{agent}"),
        answered(),
        goods="cooker kettle heater",
    ),
    case(
        "idea_time_slot_09",
        "suggestion",
        "安装师傅约[半天|上午]太宽了，[能不能精确到一小时|我在家里等到长毛]",
        reply("{name}，{city}先试一小时一格，师傅端着一盘表呢。下次装您就是第一批，迟到十分钟退安装费。{agent}"),
        answered(),
    ),
    case(
        "idea_sound_10",
        "suggestion",
        "加湿器[滴的提示音能关吗|半夜缺水嘀嘀嘀]，[婴儿刚睡着|我差点把它扔了]，[给个静音开关|改成闪灯也行]",
        reply("{name}，改成闪灯，出厂默认不叫。您手上那台长按“雾量”八秒，它就永远闭嘴。{agent}"),
        answered(),
        goods="humidifier",
    ),
    case(
        "idea_kids_11",
        "suggestion",
        "我[八岁|九岁]，帮妈妈打的字。我觉得音乐盒可以[换歌|装上灯]，最好有一只会动的猫",
        reply(
            "小朋友你好，我是{agent}。你的信贴在我们的白板上了，小猫那条画了图，工程师叔叔说“真难，但是真好”。有样子了寄给你看。"
        ),
        answered(),
        goods="musicbox",
        mood="happy",
        once=True,
    ),
    case(
        "idea_repair_price_12",
        "suggestion",
        "维修[先报价|价目表]挂出来，师傅来了才说多少钱，骑虎难下[|，不修又白跑一趟]",
        reply("{name}，骑虎难下这句我抄给售后部了。价目表{date}挂上首页，含检测费和材料，一分不瞒。{agent}"),
        answered(),
    ),
    case(
        "idea_group_chat_13",
        "suggestion",
        "建议[小区建一个代收点|给邻居做代收]，我愿意[当站长，|]腾个储物间，[楼下快递柜早满了|一年到头排队]",
        reply("{name}，储物间我们有意，站长更有意。渠道部{date}打给您聊怎么合作。{agent}"),
        answered(),
        mood="happy",
    ),
    case(
        "idea_big_letter_14",
        "suggestion",
        "产品部：\n我做了二十年小家电评测，提三条真心话。一，把“智能”两个字砍一半，老人和孩子谁都不想配网。二，说明书不要从免责开始，"
        "从“第一次用”开始，前三页够了。三，价格不怕涨十块，怕悄悄减料。我不卖东西，也不要样机，只是不想把好端端的牌子看塌了。"
        "\n一个不肯留全名的老用户",
        reply(
            "您好，三条都打印出来贴在产品部门口，第一条旁边有人画了个叉，写着“认”。我是{agent}，第二条已经动手：说明书前三页是“第一次用”，样稿下个月给您看。"
        ),
        answered(),
        on="email web",
        subject="三条真心话",
        old=True,
        once=True,
    ),
    case(
        "idea_eng_15",
        "suggestion",
        "Please print the manual in English, [or at least one line on the box|and one line on the box]. My [parents|in-laws] [love the kettle but call me every morning|call me every morning about the buttons].",
        reply(
            "The box gets an English line from next month, the manual follows. Until then the PDF is yours, and I answer the morning calls. Lin Xiao"
        ),
        answered(),
        on="web email",
        subject="An idea",
        goods="kettle",
        agent="lin",
        weight=0.5,
    ),
    case(
        "idea_card_birthday_16",
        "suggestion",
        "[生日|纪念日]别发[券|促销短信]了，[发句祝福|写一行人话]多好，[我看到券只会想到钱|像有目的]",
        reply("{name}，那一天以后只写一句话，不带券。您写一句您想收到的，我照着改模板。{agent}"),
        answered(),
        mood="calm",
    ),
    case(
        "idea_screw_17",
        "suggestion",
        "备用螺丝[每次都多两颗|剩一堆]，[不如做个小袋写型号，|]现在我抽屉里有一罐不知道谁家的螺丝",
        reply("那一罐螺丝好多家都有。{name}，小袋上印型号，仓库王姐已经找到供应商了。{agent}"),
        answered(),
        goods="shelf shoe_cabinet screwdriver",
        mood="happy",
    ),
)
