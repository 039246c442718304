"""The stories the house is built around: Liu, Zhao, Zhang and order 1023, Auntie Chen, the mixed queue (S0)."""

from .script import Answer, DemoCustomer, DemoTicket, Offer, ask, note, reply, says

LIU = DemoCustomer("刘女士", "13800001001")
ZHAO = DemoCustomer("赵先生", "13800001002", tier="regular")
ZHANG = DemoCustomer("张总", "13800001023", "zhang.qiming@example.com", tier="core")
AUNTIE_CHEN = DemoCustomer("陈阿姨", "13800001004", tier="regular")
WANG = DemoCustomer("王先生", "13800001005", "wang.yi@example.com")

LEADS: tuple[DemoTicket, ...] = (
    DemoTicket(
        "liu_birthday",
        "phone",
        LIU,
        "客户带着哭腔：给女儿定做的旋转木马音乐盒，今天打开发现没有发条钥匙，转不起来。孩子明天过生日，"
        "说好了要当着小朋友的面放。问今天能不能补到。",
        owner="lin",
        minutes_ago=7,
        order="1188",
        subject="定制音乐盒漏发发条钥匙，明天孩子生日",
        turns=(note(3, "lin", "刘女士在静安，同城闪送两小时能到。先问王姐钥匙有没有现货，再给她回电话。"),),
    ),
    DemoTicket(
        "liu_engraving",
        "phone",
        LIU,
        "想问一下音乐盒能不能刻小朋友的名字，四个字可以吗",
        owner="xu",
        days_ago=13,
        at="15:20",
        turns=(
            reply(
                6,
                "xu",
                "刘女士您好，我是许诺。四个字刻得下，底座那面最清楚，字体有圆体和手写体两种，"
                "您回我一个名字和字体就能下单。",
            ),
            says(15, "好的，手写体，谢谢你啊"),
        ),
        offers=(
            Offer(
                18,
                "xu",
                "底座手写体刻字四个，下单备注已写好",
                "六天内做好寄出",
                "刘女士，刻字备注我替您写进订单 1188 了，六天内做好寄出，由我盯着。",
                Answer(25, True, 5, "许诺很细心"),
            ),
        ),
    ),
    DemoTicket(
        "zhao_model_b",
        "web",
        ZHAO,
        "我订的是A款落地灯，拆开是B款，灯杆都不一样。你们仓库发货不看单子的吗？",
        owner="lin",
        minutes_ago=38,
        order="1175",
        turns=(
            reply(
                3,
                "lin",
                "赵先生您好，我是林晓。订单 1175 上写的确实是 A 款，您没看错。我现在去问仓库两件事："
                "是不是拿错了，A 款还有没有货。一个小时之内，不管查到什么都给您打电话。",
            ),
        ),
    ),
    DemoTicket(
        "zhao_solved",
        "phone",
        ZHAO,
        "赵先生来电：上周买的加湿器少了一根电源线，家里小孩咳嗽等着用。",
        owner="lin",
        days_ago=6,
        at="10:01",
        order="1102",
        turns=(
            note(4, "lin", "@王姐 1102 加湿器少电源线，请 11 点前确认能不能单发一根，客户孩子咳嗽等着用。"),
            note(34, "wang", "少装了，有现货，12 点前出库，走次日达。"),
        ),
        offers=(
            Offer(
                39,
                "lin",
                "补发电源线，次日达，另赠 50 元无门槛券",
                "12 点前出库，明天下午送到",
                "赵先生，王姐翻了录像，是装箱时漏了电源线，对不起。新的一根 12 点前从仓库走，明天下午到您手上，"
                "新单号我也发您短信了。另外放了一张 50 元的券在您账户里，给孩子买点什么都行。我一直跟到您收到。",
                Answer(60 * 29, True, 5, "其实我就想知道是不是有人管，这回有人管"),
            ),
        ),
    ),
    DemoTicket(
        "zhang_1023",
        "email",
        ZHANG,
        "你好，订单1023，十二套定制茶具，物流三天一直写“已揽收”，没有下一步。"
        "今天14点前我要在会上跟老板汇报礼品到没到，11点前请告诉我：货现在在哪个点，哪天能到。"
        "实在不行要不要换别的办法，你们也给个话。\n张启明",
        owner="zhou",
        minutes_ago=95,
        order="1023",
        subject="订单1023三天没动，11点前要答复",
        turns=(
            reply(
                6,
                "zhou",
                "张总您好，我是周岩。1023 我看到了，揽收以后确实停了三天。您 14 点开会，我把答复时间定在 11"
                " 点前：货在哪、哪天到、万一赶不上怎么办，三件事一次说清。",
            ),
            note(
                8,
                "zhou",
                "@王姐 问题：1023 揽收三天无更新。需求：当前位置+预计到达。时限：11:00 前，客户 14:00 开会汇报。",
            ),
            note(52, "wang", "快递说压在分拨中心，漏扫了，已经挑出来装今晚的车。我再催一个到达时间。"),
        ),
    ),
    DemoTicket(
        "auntie_chen_robot",
        "phone",
        AUNTIE_CHEN,
        "陈阿姨来电：破壁机杯盖漏水，打豆浆流一台面。",
        owner="he",
        days_ago=4,
        at="14:12",
        order="1096",
        turns=(reply(9, "he", "陈阿姨，您好，我是何苗，杯盖的密封圈我们给您换新的。"),),
        offers=(
            Offer(
                16,
                "he",
                "寄新密封圈和杯盖各一个",
                "明天下午送到",
                "陈阿姨，新的密封圈和杯盖明天下午送到，装的时候有字的一面朝上。收到以后我再给您打个电话，看还漏不漏。",
                Answer(60 * 28, True, 3, "快是快，东西也好了，就是你们说话像背课文，我想要的是有人真的上心"),
            ),
        ),
    ),
    DemoTicket(
        "auntie_chen_refund",
        "wechat",
        AUNTIE_CHEN,
        "APP退款按钮找不到，点进去转了一大圈又回到首页了，我眼睛花，你们能不能直接跟我说点哪里",
        owner="he",
        minutes_ago=24,
        order="1131",
    ),
    DemoTicket(
        "wang_foam",
        "web",
        WANG,
        "建议包装再加层泡沫，杯子这种东西路上颠，我这次没碎但看着悬。",
        owner="su",
        minutes_ago=41,
        order="1160",
    ),
)

# An urgent resend among questions about warranty: the desk must lift it out (requirements S0).
MIXED_QUEUE: tuple[DemoTicket, ...] = (
    DemoTicket("mixed_1", "chat", DemoCustomer("客户6021", "13800001011"), "咨询保修政策", owner="xu", minutes_ago=33),
    DemoTicket(
        "mixed_2",
        "web",
        DemoCustomer("许先生", "13800001012"),
        "电饭煲保修是一年还是三年？",
        owner="xu",
        minutes_ago=30,
        order="1143",
    ),
    DemoTicket(
        "mixed_3",
        "chat",
        DemoCustomer("小满", "13800001013"),
        "你好 保修卡丢了还能保吗",
        owner="he",
        minutes_ago=28,
        turns=(reply(9, "he", "小满您好，丢了也不要紧，我们按订单认，手机号能查到就行。您想修的是哪一件？"),),
    ),
    DemoTicket(
        "mixed_4",
        "web",
        DemoCustomer("顾女士", "13800001014"),
        "请问保修期内上门要不要收费，我家在郊区",
        owner="he",
        minutes_ago=22,
    ),
    DemoTicket(
        "mixed_urgent",
        "web",
        DemoCustomer("孟小姐", "13800001015"),
        "破损需补发",
        owner="zhou",
        minutes_ago=11,
        order="1181",
    ),
    DemoTicket(
        "mixed_5",
        "wechat",
        DemoCustomer("大鹏", "13800001016"),
        "保修从哪天算呀，下单还是签收",
        owner="xu",
        minutes_ago=9,
    ),
    DemoTicket(
        "mixed_6",
        "email",
        DemoCustomer("韩会计", email="han.accounts@example.com"),
        "您好，公司采购的六台饮水机想了解一下延保政策和价格，能否发一份书面说明？谢谢。",
        owner="xu",
        minutes_ago=46,
        subject="延保政策咨询",
        turns=(
            ask(
                20,
                "xu",
                "韩会计您好，我是许诺。延保按型号报价，麻烦您告诉我六台的型号或订单号，"
                "我今天下班前把盖章的说明发到这个邮箱。",
            ),
        ),
    ),
)

STORIES: tuple[DemoTicket, ...] = LEADS + MIXED_QUEUE
