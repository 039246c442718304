"""What is not feedback, and what solved itself."""

from ..cases import Case, case, note, reply, spam

CASES: tuple[Case, ...] = (
    case(
        "junk_loan_01",
        "consult",
        "[低息贷款|无抵押信用贷]当天放款，凭身份证最高[二十万|三十万]，详询{tail}",
        spam("群发贷款广告"),
        weight=0.7,
    ),
    case(
        "junk_seo_02",
        "consult",
        "Hello dear, we can put your shop on the first page of search [within seven days|in one week], price very [friendly|nice], reply YES",
        spam("推广邮件，与订单无关"),
        on="email web",
        subject="Your website",
        weight=0.6,
    ),
    case(
        "junk_wrong_shop_03",
        "consult",
        "老板 我在你家定的[烤全羊|十斤小龙虾]几点送",
        reply("{name}，我们卖的是{product}，没有羊也没有龙虾。您可能点错店了，打包那家电话应该在外卖单上。{agent}"),
        spam("发错商家"),
        weight=0.6,
    ),
    case(
        "junk_test_04",
        "consult",
        "[1111|啊啊啊啊|测试 请忽略|test test]",
        spam("测试内容，没有诉求"),
        mood="short",
        weight=0.8,
    ),
    case(
        "junk_job_05",
        "consult",
        "招聘[打包员|带货主播]日结[三百|四百]，包吃住，有意加我，[学生也行|无经验可做]",
        spam("招聘广告"),
        weight=0.6,
    ),
    case(
        "junk_chain_06",
        "consult",
        "转发这条给十二个好友今晚就会有好运，不转的[{tail}天都没有网|一辈子单身]……（我也不信，我表妹让我转的）",
        reply("{name}，您表妹的心意收到了，可我这边不能转。祝您不转也好运。{agent}"),
        spam("群发消息，没有诉求"),
        weight=0.5,
        mood="happy",
    ),
    case(
        "junk_pocket_07",
        "consult",
        "[口袋拨出的语音，三十秒，一路脚步声和鸟叫|无人说话，背景里有人喊“排队啊”]",
        note("误触，挂了。"),
        spam("误拨，没有人说话"),
        on="phone",
        weight=0.5,
    ),
)
