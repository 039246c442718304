"""How alike two short texts are, by the pairs of characters that carry them. Same event, not same meaning.

Chinese has no spaces: overlapping pairs of characters do without a dictionary and do not mind the order of the words.
Pairs that stand in every complaint (我的, 怎么, 客服, 收到) say nothing and are left out, so that two everyday messages are
not alike merely because both are messages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Set

from huisheng.kit.text import fold

MOST_TEXT = 300  # characters: what happened stands in front, the story of it behind
RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z][a-z0-9]+")
EMPTY = frozenset(
    "的了呢吗么吧啊呀嘛哦噢唉都也就还又很太真最更我你您他她它咱们俩谁这那哪此是在有要给把被和跟与让到去来过着地得个些"
    "一二两三四五六七八九十百千几多少天次件只条号点分时月年日说想请问能会可以为什怎样啥吧且而但却再已经才刚于从对向往比"
)
COMMON = frozenset(
    [
        "客服",
        "快递",
        "订单",
        "收到",
        "东西",
        "商品",
        "产品",
        "问题",
        "时候",
        "时间",
        "今天",
        "昨天",
        "明天",
        "现在",
        "谢谢",
        "麻烦",
        "希望",
        "建议",
        "帮我",
        "帮忙",
        "看看",
        "处理",
        "解决",
        "联系",
        "回复",
        "电话",
        "投诉",
        "反馈",
        "卖家",
        "店家",
        "商家",
        "公司",
        "服务",
        "态度",
        "购买",
        "下单",
        "付款",
        "发货",
        "到货",
        "物流",
        "包裹",
        "退货",
        "退款",
        "换货",
        "售后",
        "质量",
        "使用",
        "不能",
        "没有",
        "不是",
        "不知",
        "知道",
        "不好",
        "不行",
        "不到",
        "不了",
        "没人",
        "没收",
        "不想",
        "先生",
        "女士",
        "你好",
        "您好",
        "小时",
        "分钟",
        "星期",
        "上午",
        "下午",
        "晚上",
        "早上",
        "中午",
        "直没",
        "直不",
        "家里",
        "自己",
        "朋友",
        "孩子",
        "老人",
        "结果",
        "根本",
        "居然",
        "竟然",
        "赶紧",
        "尽快",
        "马上",
        "立刻",
        "到底",
        "the",
        "and",
        "for",
        "you",
        "your",
        "our",
        "are",
        "was",
        "have",
        "has",
        "had",
        "this",
        "that",
        "with",
        "not",
        "but",
        "can",
        "from",
        "they",
        "will",
        "just",
        "please",
        "order",
        "customer",
        "service",
        "item",
        "product",
        "help",
        "got",
        "get",
        "been",
        "when",
        "what",
        "why",
        "how",
        "today",
        "yesterday",
    ]
)
LEAST_SHARED = 2  # one pair in common is chance


def pieces(text: str) -> frozenset[str]:
    """The pairs of characters and the Latin words of the first 300 characters that say what it is about."""
    found: set[str] = set()
    for run in RUN.findall(fold(text[:MOST_TEXT])):
        if run[0].isascii():
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(piece for piece in found if piece not in COMMON and not (EMPTY & set(piece)))


def likeness(one: Set[str], other: Set[str]) -> float:
    """0 (nothing in common) to 1 (the same pieces): twice the shared ones over all; 0 with fewer than two shared."""
    shared = len(one & other)
    return 0.0 if shared < LEAST_SHARED else 2 * shared / (len(one) + len(other))


def core(texts: Iterable[Set[str]]) -> frozenset[str]:
    """What at least half of several alike texts share."""
    all_of = list(texts)
    counts = Counter(piece for one in all_of for piece in one)
    return frozenset(piece for piece, count in counts.items() if 2 * count >= len(all_of) and count > 1)
