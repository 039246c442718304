"""Long letters: people who tell the whole story (continued)."""

from ..cases import Case, answered, case, dept, note, offer, reply, yes

CASES: tuple[Case, ...] = (
    case(
        "letter_apology_back_12",
        "complaint_service",
        "我就是那个昨晚在聊天里骂人的顾客。今天把记录从头到尾看了一遍，你们那位小姑娘从头到尾没说一句重话，"
        "还在我发完那段以后问“那您家暖气修好了吗”。我那天停电停水停工，火没处去。东西后来好了，是我自己插头没插好。"
        "我不求你们回我，就是想：如果她因为我被扣了钱，能不能从我这里补上，别让她吃亏。",
        reply("{name}，没有扣，谁也扣不了一个问您暖气的人。您那段话我们没存，也没给人看，这句话我替她收好。{agent}"),
        offer(
            "昨晚的记录作废，您的账户恢复如常",
            "现在",
            "暖气修好了就好。下次再停电，可以打给我们骂两句，骂完我们接着办事。",
        ),
        yes(5, "[谢谢，暖气好了|我请她喝杯奶茶，怎么转]"),
        mood="happy",
        once=True,
    ),
    case(
        "letter_engineer_13",
        "repair_product",
        "给技术同事：\n我拆了你们那台{product}（保修应该没了，我认）。发现主板上有一个电容[C7|C12]离散热片太近，长期四十度以上，"
        "寿命大约两年半，跟我这台坏掉的时间正好对得上。照片和测的温度曲线我都留着，要就发你们。换一颗电容我自己焊，不用你们修。"
        "写这封信只有一个请求：[下一版把它挪开八毫米|把这个位置空出来]，别让后来的人也坏在同一个地方。",
        reply(
            "{name}您好，您的信转给李工了，他看完站起来走了两圈，说“八毫米，改”。我是{agent}，改版的样机做出来想请您验收。"
        ),
        dept("tech", "复现：热成像 47 度。PCB 右移 8 毫米，下一版实施；存量机延保一年。"),
        offer(
            "下一版改位，您这台的延保照给，附样机一台请您提意见",
            "样机{date}前寄出",
            "延保照给，不因为您拆过。样机请您再拆一次，这回我们求您拆。",
        ),
        yes(5, "拆了，改到位了。你们这样的公司我愿意再买。"),
        on="email web",
        subject="关于C7电容的位置",
        goods="humidifier heater fan",
        mood="calm",
        who="m",
        weight=0.3,
        once=True,
    ),
    case(
        "letter_return_gift_14",
        "complaint",
        "想退一个{product}，理由有点怪，说出来你们别笑。这是[前男友|前女友]送的生日礼物，盒子我没拆过，"
        "放在柜子里[四个月|半年]，每次开柜子都看见它。我不想卖给别人，也不想扔，因为东西本身没有错。"
        "问一下，这种情况，你们收不收？不收也没事，我就是想找个不用解释很多的地方放下它。",
        reply("{name}，收。不问理由，不看订单是谁下的，不用您写备注。我是{agent}。"),
        note("客户情感类退货，不走质检话术，取件员只问一句“是这个吧”。"),
        offer(
            "上门取走，款退到您自己的账户",
            "{day}，您选没人的那会儿",
            "取件员只会说“是这个吧”，您点头就行。东西会好好用在别的地方，比如学校的活动室。",
        ),
        yes(5, "[取走那天我没哭，还请小哥喝了瓶水|谢谢你没劝我留着]"),
        mood="sad",
        once=True,
        goods="musicbox cup lamp",
    ),
    case(
        "letter_price_ask_15",
        "complaint",
        "我分三次买了三样东西，加起来[一千三|{amount}]，本来满一千减两百，可是系统说活动只认一单。我上网查过你们的规则，"
        "第四条写“同一收货人同一天的订单可合并计算”，我三单前后不到十分钟，收货人都是我，为什么不算？"
        "我不是贪那两百，我是小学会计，账对不上我睡不着觉。请按你们写的第四条算给我看，如果我理解错了，请告诉我错在哪个字上。",
        reply("{name}，您理解得一个字都没错，是系统只认了前半句。我是{agent}，按第四条算：该减两百。"),
        dept("tech", "合并规则只写在文案里，没有落到系统，已修，本单手工补差。"),
        offer("按第四条补减两百元", "今天 18 点前", "两百补好了，规则和系统对上了。您对账对得好，比我们自己看得细。"),
        yes(5, "[账平了，能睡了|讲理就好]"),
        promo=True,
        who="m",
        mood="calm",
        once=True,
    ),
    case(
        "letter_hotel_delay_16",
        "complaint_delay",
        "我是一家小酒店的前台，{bought}订的二十套茶具要放进新装修的房间，今天开业。货到楼下，司机说“没有卸货约定”，"
        "放下就走，一共十六箱，散在路边，早上下着小雨。我和保洁阿姨两个人推了两个小时，有三箱湿了底，数量还没来得及点，客人已经在办入住。"
        "我不知道这件事该找谁，就写在这里。如果你们能告诉我今天这事儿归谁，我就不追了。",
        reply("归我们，从现在起归我一个人：我是{agent}。您和阿姨先歇一下，剩下的搬运、清点、湿箱换货，都我来叫人。"),
        note("@{wang} {order} 十六箱未卸入店，遇雨，三箱湿底。请今天派两人去搬和清点，湿的全换。"),
        dept("warehouse", "两个人下午两点到，湿的三箱全换，补货走今晚的车。"),
        offer(
            "今天下午两点来两人搬齐清点，湿底三箱换新，退运费",
            "今天 14 点搬，湿箱{day}到",
            "搬完您签一张清点单就行，两位师傅带雨布。",
        ),
        yes(5, "[搬完了，客人还夸房间好看|谢谢您说“归我”，我今天就等这两个字]"),
        goods="tea",
        who="firm",
        on="email web",
        subject="开业当日货物未入店",
        mood="anxious",
        weight=0.3,
        once=True,
    ),
    case(
        "letter_grandpa_17",
        "consult",
        "小同志：\n我今年七十四，头一回在网上买东西，是社区的姑娘帮我点的，点完她说“等着就行”。我等了三天，心里没底，"
        "又不好再去麻烦人家。我不会看那个跑来跑去的小车，就想请问：钱已经给了，东西真的会来吗？如果来，是送到楼下还是送到屋里？"
        "我住五楼，没有电梯，腿还行，就是要提前跟老伴说一声，她怕敲门。",
        reply(
            "大爷，钱没丢，东西真的会来，后天上午，送到屋里，师傅先打电话，敲门前喊您名字。我是{agent}，您记这个电话，随时打。"
        ),
        offer(
            "送货入户，先打电话再敲门，到门口喊名字", "后天上午", "老伴那边您就说：喊您名字的才是我们的人，不喊的别开。"
        ),
        yes(5, "[来了，喊了名字，老伴笑了|姑娘，东西好，你们说话算话]"),
        on="web",
        who="m",
        mood="calm",
        once=True,
    ),
    case(
        "letter_bad_batch_18",
        "complaint_quality",
        "我想代表十一个人说一件事。我们小区团购的{product}，[五|六]台里有三台不到一个月就[声音变大|档位失灵]，其余几家还没开封。"
        "群里讨论了两天，有人说退，有人说等等看，有人怪团长，团长是我，[昨天在电梯里都有人不理我|我自己那台也坏了]。"
        "我不求特殊照顾，只求你们给一个统一的说法，我好在群里贴出来：这是个别现象，还是这一批有问题，各家怎么办。",
        reply("{name}，先替您松一口气：不怪团长。我是{agent}，统一的说法今天 {hour} 点前给，写成能贴群里的样子。"),
        note("疑似整批问题，团购十一户，请{li}出结论，主管同步。"),
        dept("tech", "同批次轴承供应商更换，确认批次问题，召回更换。"),
        note("同意按整批处理，团购名单全部上门换，团长另发感谢函。", by="chen"),
        offer(
            "整批召回换新，逐户上门，团长不垫付、不出运费",
            "{date}前十一户全换完",
            "声明写好了，您可以直接贴：批次问题，责任在厂家和我们，团长没有错。",
        ),
        yes(5, "[贴出去那一刻我终于能坐电梯了|十一户都换完，群里给你们点赞]"),
        goods="fan blender vacuum",
        mood="anxious",
        weight=0.25,
        once=True,
    ),
    case(
        "letter_no_hurry_19",
        "suggestion",
        "不是投诉，是一点想法。我发现买得越多，收到的广告越多；买得越少，反而客气。我这种一年买两回、每回都写评价的人，"
        "在你们的系统里大概叫“低价值用户”。可是我给你们写过十七条评价，字字真心，[还修正过一次错别字|有一条被三百人点过有用]。"
        "能不能有一天，你们按“用心”分等级，不按“花钱”分？我先报个名，哪怕什么也不给。",
        reply(
            "{name}，十七条我让人翻出来了，三百人那条我们天天在引用。“用心”这个等级，我们立了，第一位就是您，什么也不给，只给一句谢谢。{agent}"
        ),
        answered(),
        old=True,
        mood="calm",
        once=True,
    ),
    case(
        "letter_student_20",
        "complaint",
        "我是[大二|研一]学生，兼职三个月攒的钱买的{product}，{bought}到，没用几天就坏了。我联系你们，前面三位同学都很好，只是每一位都让我"
        "从头讲一遍，每讲一次我都得截一次图，我手机内存已经满了。今天要考试，讲到第四次的时候我哭了，不是因为机器，是因为没有人接着上一个人的话往下说。"
        "请问，能不能有一个人，从头到尾只是我这件事的人？",
        reply("有，从今天起是我，{agent}。您的四段话我都读完了，一个字都不用再讲。先去考试，考完看手机。"),
        note("同一客户四次转手，请{li}把历史合并给我，主管知悉。"),
        dept("aftersales", "直接换新，不用再检测。"),
        offer(
            "直接换新，运费全免，以后您只找我一个人",
            "{day}送到",
            "换新，不检测。您的手机内存我帮您省下来：那四份材料我都存好了，不用再发。",
        ),
        yes(5, "[考过了，机器也好，谢谢你接着说|有人从头到尾，真的不一样]"),
        goods="speaker lamp humidifier",
        mood="sad",
        weight=0.6,
        once=True,
    ),
    case(
        "letter_dispute_21",
        "complaint",
        "第一次写：{bought}你们答应退的{amount}，截图在这。\n第二次写：你们说退到了余额，可我要的是原卡。\n"
        "第三次写：客服说可以原卡，要等七天，今天第七天。\n现在写第四次。我把前三次的话都抄在这里，[因为我怕你们又问我“前面怎么说的”|请直接从这里往下接]。"
        "我不接受新的解释，只接受一个日期，写在这条回复里，写错了我也认，但请写。",
        reply("{name}，日期写在这里：明天，最晚明天 18 点。我是{agent}，写错了算我的，不算系统的。"),
        note("@{li} {order} 原卡退款卡在第三方，请今天放行。"),
        dept("tech", "已放行，明天到原卡。"),
        offer("原卡全额到账", "明天 18 点前", "明天 18 点，如果没到，您不用再写第五次，我会先给您打电话。"),
        yes(4, "[17 点 20 分到的。日期我记着了。|到了，谢谢你写了日期]"),
        mood="annoyed",
        once=True,
    ),
    case(
        "letter_eng_22",
        "complaint_quality",
        "Dear team, I moved to this city two months ago with one suitcase and one lamp from your shop. The lamp was the first thing in an empty room. "
        "Yesterday the switch went [soft and stopped clicking|loose], and I am surprised how sad a switch can make a person. I can solder, I just don't know which part to ask for. "
        "If you can send the part, I will fix it myself, and if not, please tell me a shop that can. Order {order}. Thank you for the light until now.",
        reply(
            "The part is called a rotary dimmer, and it leaves today, with the tiny spring that always jumps away. Page 11 of the manual shows the four wires. Warm wishes from this end of the city, Lin Xiao"
        ),
        offer(
            "Switch, spring and a drawing, by post",
            "three days",
            "If solder is not your friend on that day, write to me and somebody comes by.",
        ),
        yes(
            5,
            "[It clicks! I did not know a click could be so nice.|Fixed, and the spring was exactly where you said it would jump.]",
        ),
        on="email web",
        subject="A switch",
        goods="lamp",
        agent="lin",
        weight=0.3,
        once=True,
    ),
)
