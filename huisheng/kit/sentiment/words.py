"""The words of feeling that the house knows: its own list, written by hand for service talk (not taken from any data set).

Strength 0.5 is mere politeness, 1 is a plain word (慢, 好), 2 a strong one (垃圾, 太棒了), 3 leaves no doubt (骗子, 感激不尽). One line per
strength; words are parted by spaces. Longer words are found before shorter ones, so 不错 is not 错.
"""

GLAD: dict[float, str] = {
    0.5: "谢谢 多谢 谢了 辛苦了 辛苦你 辛苦您 麻烦您了 打扰了 辛苦啦 thanks thank thx",  # manners
    1: """
    好 好用 好看 好吃 好听 好喝 好闻 好评 方便 便利 舒服 舒适 干净 整洁 快 很快 及时 迅速 准时 新鲜 实用 实惠 便宜
    划算 值得 超值 不贵 不错 还行 可以的 满意 喜欢 开心 高兴 愉快 放心 安心 省心 贴心 用心 细心 耐心 热情 热心 客气
    礼貌 友好 亲切 周到 体贴 专业 靠谱 可靠 认真 负责 负责任 流畅 清晰 清楚 漂亮 精致 美观 大方 时尚 轻便 小巧 安静
    结实 耐用 牢固 稳定 精彩 有趣 好玩 感动 温暖 温馨 幽默 生动 经典 丰富 深刻 启发 受益 推荐 支持 赞 点赞 鼓励 加油
    感谢 解决了 搞定了 处理好了 修好了 修好 收到了谢谢 没问题了 好多了 改进了 进步
    美味 可口 入味 香 鲜美 物美价廉 性价比高 质量好 态度好 服务好 效果好 速度快 挺好 蛮好 真好 不愧 值 惊喜 期待 信赖 信任
    合适 合身 正品 厚实 柔软 齐全 到位 顺利 顺畅 明亮 宽敞 优惠 优秀 优质 良好 出色 不后悔 不失望 无可挑剔 会再来 还会再来
    再次光临 回购 下次还 再来 继续购买
    没得说 没话说 没毛病 没坏过 不差 不赖 不慢 不卡 不吵 五星 意外之喜 找回来了 送上门 上门快 马上就到
    good nice helpful friendly quick fast happy glad pleased like easy clear polite kind reliable smooth
    works solved fixed resolved recommend appreciate fine useful comfortable clean
    """,
    2: """
    很棒 真棒 太棒了 太好了 棒 超棒 超赞 太赞了 完美 优异 一流 上乘 非常满意 十分满意 很满意 特别满意 惊艳 惊叹 爱了 大爱 最爱
    强烈推荐 力荐 值得推荐 值得拥有 物超所值 超出预期 赞不绝口 回味无穷 爱不释手 受益匪浅 非常感谢 十分感谢 特别感谢 衷心感谢
    暖心 点个赞 五星好评 好样的 了不起 表扬 夸 夸夸 好极了 杰作 佩服 满分 给力
    great excellent awesome amazing wonderful perfect love loved fantastic brilliant delighted impressed outstanding superb
    """,
    3: """
    感激不尽 万分感谢 太感谢了 锦旗 无以言表 由衷感谢 best incredible lifesaver
    """,
}

SAD: dict[float, str] = {
    1: """
    不满意 慢 太慢 差 贵 难 难用 难看 难吃 难喝 难闻 麻烦 不便 不方便 不满 不行 不好 不对 不值 不爽 不舒服 不清楚 不明白 不合适 不一致
    不符 不合理 不负责 不专业 不耐烦 不理 不回 不管 不处理 不解决 不给 不到货 不发货 不更新 不退 不换 不承认 不灵 不工作 不动 不亮 不热
    不制冷 不出水 不显示 不响应 不开机 不通 不稳定 不准 不新鲜 不干净 失望 生气 着急 担心 郁闷 无奈 无语 烦 烦人 累 坑 坑人
    问题 毛病 故障 缺陷 瑕疵 错 错了 错误 发错 送错 弄错 写错 少了 少发 漏发 缺 缺件 缺少 缺货 破 破损 破了 坏 坏了 坏掉 碎 碎了 裂
    裂了 断 断了 掉 掉漆 掉色 褪色 漏 漏水 漏油 漏气 生锈 发霉 变质 过期 划痕 变形 松动 卡顿 卡死 死机 闪退 崩溃 打不开 登不上 进不去 连不上
    用不了 没法用 没用 没反应 没人 没人管 没收到 没到 没发货 没更新 没回复 没回音 没消息 没动静 没解决 没处理 没退 没给 没说清楚 收不到 查不到
    找不到 找不着 打不通 联系不上 退不了 取消不了 装不上 装不了 修不好 延迟 延误 推迟 晚了 迟到 拖 拖延 拖了 耽误 等了 等太久 还没 迟迟 至今 超时
    丢 丢了 丢失 丢件 弄丢 多扣 扣钱 乱扣 乱收费 收费不合理 涨价 偷工减料 质量差 做工差 粗糙 粗制 简陋 单薄 劣质 廉价 噪音 吵 刺鼻 异味 臭 脏 旧 烫 发热
    冷淡 冷漠 敷衍 推诿 推脱 推卸 踢皮球 态度差 态度不好 生硬 凶 怠慢 不尊重 爱理不理 爱答不理 一问三不知 机器人 复读机 投诉 举报 差评 退货 退款 退钱 要求赔偿 赔偿
    后悔 上当 可惜 遗憾 平庸 乏味 无聊 枯燥 啰嗦 空洞 肤浅 牵强 一般 一般般 普通 勉强 凑合 鸡肋 浪费 白买 白跑 费劲 头疼 头痛 心疼 心寒 寒心
    受伤 划伤 烫伤 过敏 拉肚子 不敢 害怕 危险 冒烟 漏电 起火 爆炸 着火 触电 霸王条款 虚假 夸大 不实 假货 假的 冒充 二手 翻新 乱码 盗版 缩水 偏小 偏大
    偏差 差劲 没意思 看不下去 反复 又坏 又来 又出 再三 催 催了 催促 几次 多次 三番五次 一再 到底 究竟 凭什么 为什么不 什么意思 怎么回事 怎么搞的 搞什么
    骨折 急诊 住院 流血 上吐下泻 中毒 煤气味 被困 困在 困了 砸到 摔倒 晕倒 盗刷 冻结 泄露 骂人 骂我 辱骂 推了 伪造 失联 糊弄 说辞 隐藏费用 单方面 连个解释 睡不着 堵了 反味 失灵 看不了 听不到
    没声音 没画面 没信号 抬不起来 爆了 漫到 亮红灯 搜不到 搜不出 连不到 充不进 白等 白花 就是不 不想退 不肯 不愿 不肯退 只字不提 不参加 不露面 不送上门 不接电话 没人接 没人理 挂我电话 挂了我 空的 空白
    说好的呢 又是这套 又是这样 改口 反悔 食言 不守信 不讲理 糟心 闹心 揪心 委屈 难受 心累 心凉 唉 哎 呵呵 玩意儿 什么玩意 你们真行 漏风 跳闸 断电 停电 停水 断网 掉线 卡住 卡壳 串味 起泡 开裂 脱线 起球
    不能用 不能接受 不让 不认 不见了 不愿意 不想再 不会再 不再 不推荐 不建议 不知所云 不值得 不喜欢 不如 不够 不足 没有用 没有人 没有回 没有收到 没有解决 没有处理
    bad slow late broken wrong missing poor disappointed problem issue error fail failed failure delay delayed unhappy
    annoyed angry upset rude useless refund complaint complain damaged defective expensive difficult hard noisy dirty
    waiting unanswered ignored never cannot crash crashed stuck lost leaking faulty unacceptable worse
    """,
    2: """
    太差 太差了 很差 极差 最差 垃圾 恶心 恶劣 糟糕 糟透 太糟 差到 可恶 可恨 可气 气死 气人 气愤 愤怒 火大 恼火 崩溃了 受不了 忍无可忍 无法忍受 欺骗 欺负 欺诈
    骗人 骗钱 被骗 忽悠 坑爹 坑死 黑心 黑店 店大欺客 奸商 流氓 无赖 无耻 不要脸 缺德 混蛋 过分 太过分 离谱 荒唐 可笑 搞笑 岂有此理 莫名其妙 不可理喻 非常失望 很失望 太失望 极其失望
    一塌糊涂 乱七八糟 惨不忍睹 烂 太烂 破烂 烂透 后悔死 千万别 千万不要 别买 不要买 再也不 永远不会 永不 拉黑 最烂 最垃圾 最后悔 令人发指 气得 哭了 快哭了 急死 急死了 烦死 烦死了 求求
    曝光 媒体 律师 法院 起诉 12315 消协 工商 维权 报警
    terrible awful horrible worst hate disgusting disgusted ridiculous furious outrageous pathetic garbage rubbish
    nightmare appalling dreadful lawyer sue
    """,
    3: """
    骗子 诈骗 谋财害命 害人 去死 滚 王八蛋 他妈的 傻逼 sb 狗屁 放屁 scam scammers fraud thieves
    """,
}

# Words that say nothing, though a word of feeling stands in them: 你好, 快递, 说好, 麻烦您.
PLAIN = """
你好 您好 好像 好几 好多 好的 好吧 好了 好不 好歹 最好 只好 刚好 正好 恰好 还好好的 好好的 好好 说好 说好的 约好 讲好 弄好 装好 填好 写好 做好 准备好 爱好 好友 好评返现 好评券 问好 好久
快递 快递员 快递柜 快件 快捷键 快来 快点 快要 尽快 赶快 加快 凉快 快餐 快手 快照 满意度 负责人 负责的是 负责什么 优惠券 优惠码 优惠活动 支持吗 支持什么 支持哪 香港 香水 香型 香菜 鲜花 美国 值班 值机 价值 增值 充值 差价 时差 出差 温差
差评率 赞助 推荐码 推荐人 推荐一 谢谢惠顾 麻烦了 麻烦你 麻烦您 麻烦帮 麻烦查 麻烦看 麻烦给 麻烦问 麻烦把 垃圾桶 垃圾袋 垃圾分类 垃圾箱 退款进度 退货运费 退货的运费 退货地址 申请退货 怎么退货 怎么退款 退货政策 退款政策 退货流程 可以退货 问题是 有个问题 问个问题 请教个问题
贵公司 贵司 贵店 贵方 贵宾 宝贵 贵姓 慢慢 慢走 难道 难得 难忘 难怪 困难户 旧金山 依旧 照旧 仍旧 坏账 破费 突破 断断续续 判断 不断 缺点是 缺点 一般来说 一般纳税 一般都 普通话 普通发票 普通会员 普通快递 丢开 掉头 裂变 分裂 香烟
错过 不错过 不知道 反应 对错 凑合着 发热垫 烫金 清楚吗 干净利落 碎花 破壁 破壁机 豆浆机 滚筒 滚动 滚轮 快速充电 快充 爱心卡 红外 重新 全新 新款
"""

ASK = "建议 希望 能不能 可不可以 是否 请问 咨询 想问 问一下 怎么 多少 哪里 哪个 几天 什么时候 如何 提个意见 要是 如果 最好 can could would should how when where if"
ASK_END = "吗 么 嘛 没 不"

DENY = "不是 并不 并非 不太 不怎么 不大 没有 没 不 未 无 别 毫不 不算 从不 从没 绝非 谈不上 称不上 算不上 don't doesn't didn't isn't wasn't aren't not no never won't can't hardly"
# Words that only look like a denial: 不得不, 不但 … and 没想到.
NO_DENIAL = "特别 区别 别人 分别 差别 个别 级别 识别 不同 不得不 不但 不仅 不光 不过 不管 不论 无论 没想到 想不到 是不是 有没有 能不能 可不可以 差不多 不一会 不久 无不 不断 不停 不禁"
MORE = "非常 十分 特别 极其 极 太 很 真 真是 实在 超 超级 巨 相当 格外 尤其 最 特 好生 简直 完全 彻底 so very really extremely totally absolutely too most"
LESS = "有点 有些 稍微 稍 略 略微 还算 比较 一点 不太 不怎么 不大 a bit slightly somewhat"
TURN = "但是 但 可是 可 然而 不过 只是 就是 却 结果 可惜 but however although"

EMOJI = {
    1: "🙂😊☺😀😃😄😁👍👌🙏❤💗💕🌹🎉😍🥰😘💯👏🤗💐✨",
    -1: "🙁☹😞😟😕😢😭😠😡🤬👎💔😤😩😫😓😱🤮💩😒🙄😰😥😣",
}
KAOMOJI = {
    ":)": 1,
    ":-)": 1,
    "^_^": 1,
    "^^": 1,
    ":d": 1,
    ":(": -1,
    ":-(": -1,
    "t_t": -1,
    "t^t": -1,
    "qaq": -1,
    "orz": -1,
}
FACES = {
    "[微笑]": 1,
    "[玫瑰]": 1,
    "[强]": 1,
    "[赞]": 1,
    "[爱心]": 1,
    "[抱拳]": 1,
    "[流泪]": -1,
    "[大哭]": -1,
    "[发怒]": -1,
    "[怒]": -1,
    "[弱]": -1,
    "[心碎]": -1,
}
