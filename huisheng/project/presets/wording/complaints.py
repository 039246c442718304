"""Answers to complaints in three steps: hear, soothe, ask what is needed; then choices (requirements S4).

Braces are filled by the desk. 【】 marks what the agent writes in before sending.
"""

from ..shapes import ReplyTemplatePreset as Reply

QUALITY = ("complaint", "complaint_quality", "repair", "repair_product")
SERVICE = ("complaint", "complaint_service")
DELAY = ("complaint", "complaint_delay")

COMPLAINT_REPLIES: tuple[Reply, ...] = (
    Reply(
        "quality_hear",
        "质量·听懂并复述",
        "Quality: hear and confirm",
        "hear",
        "{customer}，您好，我是{owner}。满心等来的东西到手却有毛病，搁谁身上都窝火。我把您说的情况理一遍，"
        "看对不对：【用一句话复述问题】。这件事从现在起由我办到底，编号 {number}，随时找我。",
        "Hello {customer}, this is {owner}. You waited for this and it arrived faulty; anyone would be upset."
        " Let me check I have it right: 【the problem in one sentence】. From here on I look after it myself,"
        " number {number}.",
        QUALITY,
    ),
    Reply(
        "quality_soothe",
        "质量·道歉并说明查到哪了",
        "Quality: apologise, say how far the check is",
        "soothe",
        "{customer}，这是我们出厂时没把好关，对不起。我已经把照片交给质检的同事，现在查到：【查到哪一步】。"
        "{expected}前，我给您一个明确的结论。",
        "{customer}, we should have caught this before it left us, and I am sorry. Our quality team has your"
        " photos. What we know so far: 【what】. By {expected} you will have a clear answer from me.",
        QUALITY,
    ),
    Reply(
        "quality_focus",
        "质量·只问关键的两件事",
        "Quality: ask the two things that matter",
        "focus",
        "为了一次就给您办好，想跟您核对两件事：一是订单 {order} 里有毛病的是哪一件，二是【还需要确认的一点】。"
        "方便的话拍张照片发过来，我接着往下办。",
        "So that we get it right the first time, two things: which item of order {order} is faulty, and 【one"
        " more point】. If you can, send a photo here and I will carry on from there.",
        QUALITY,
    ),
    Reply(
        "quality_choose",
        "质量·两个办法请客户选",
        "Quality: two ways, the customer chooses",
        "choose",
        "{customer}，有两个办法，您看哪个更合适：一是给您换一件新的，【什么时候】送到，旧的由快递上门取，"
        "运费我们出；二是原路全额退款。您更倾向哪一种？",
        "{customer}, there are two ways: a new one delivered by 【when】, with the old one collected at our"
        " cost, or a full refund to the card you paid with. Which would you prefer?",
        QUALITY,
    ),
    Reply(
        "service_hear",
        "服务·听懂并复述",
        "Service: hear and confirm",
        "hear",
        "{customer}，您好，我是{owner}。您是来解决问题的，却还受了一肚子气，这份心情我懂。"
        "您在意的是【用一句话复述】，我没有听错吧？这件事我亲自跟，编号 {number}。",
        "Hello {customer}, this is {owner}. You came for help and left angry; I understand that. What matters to"
        " you is 【in one sentence】, is that right? I am looking after this myself, number {number}.",
        SERVICE,
    ),
    Reply(
        "service_soothe",
        "服务·承认并当场补救",
        "Service: admit it and put it right now",
        "soothe",
        "{customer}，通话录音和聊天记录我都看过了，确实是我们做得不对，我向您道歉。您原本要办的事由我接着办："
        "【先办哪一步】，{expected}前给您结果。",
        "{customer}, I have gone through the call and the chat. We were in the wrong, and I apologise. I am"
        " taking over what you came for: 【the next step】. You will have the result by {expected}.",
        SERVICE,
    ),
    Reply(
        "service_focus",
        "服务·问清客户最在意什么",
        "Service: ask what matters most",
        "focus",
        "想听您亲口说一句：眼下您最希望我们做到的是哪件事？【已知的关键信息】我这边都看得到，不用您再说一遍。",
        "I would like to hear it from you: what is the one thing you most want from us now? I can see 【what we"
        " already know】, so you need not repeat it.",
        SERVICE,
    ),
    Reply(
        "service_choose",
        "服务·补救的两个办法",
        "Service: two ways to make up for it",
        "choose",
        "{customer}，您看这样行不行：可以换一位资深同事专门跟您对接，也可以由我负责到底，每有进展就给您打电话。"
        "您更愿意哪一种？",
        "{customer}, would one of these suit you: a senior colleague takes over as your own contact, or I stay"
        " with it to the end and ring you at every step. Which would you rather have?",
        SERVICE,
    ),
    Reply(
        "service_improve",
        "服务·告诉客户以后怎么改",
        "Service: say what will change",
        "close",
        "{customer}，跟您说一声后续：这次的对话我们在组里逐句过了一遍，从【日期】起【具体改了什么】。"
        "谢谢您肯说出来，是您帮我们把这一步补上了。",
        "{customer}, what came of it: we went through this conversation line by line with the team, and from"
        " 【date】 on 【what changes】. Thank you for speaking up; you helped us mend it.",
        SERVICE,
    ),
    Reply(
        "delay_hear",
        "延迟·听懂并复述",
        "Delay: hear and confirm",
        "hear",
        "{customer}，您好，我是{owner}。说好的日子过了还没见着东西，又没人主动告诉您一声，着急是应该的。订单"
        " {order} 我已经调出来了，编号 {number}，接下来由我盯着，不用您再追。",
        "Hello {customer}, this is {owner}. The day passed, nothing came and nobody told you; of course you"
        " worry. I have order {order} in front of me, number {number}. From now on I do the chasing, not you.",
        DELAY,
    ),
    Reply(
        "delay_soothe",
        "延迟·讲清原因并赔礼",
        "Delay: the reason, and what we do about it",
        "soothe",
        "{customer}，查清楚了：【晚在哪一步、为什么】。让您白等了这些天，对不起。这一单的补偿是【补偿内容】，"
        "已经放进您的账户；货现在到了：【到哪一站】。",
        "{customer}, here is what happened: 【where and why it was held up】. I am sorry you waited for nothing."
        " For this order we have added 【compensation】 to your account. The latest: 【where it is】.",
        DELAY,
    ),
    Reply(
        "delay_focus",
        "延迟·问清最晚什么时候要用",
        "Delay: ask when it is needed",
        "focus",
        "跟您确认一下：这件东西您最晚什么时候要用？收货地址还是原来那个吗？我按您的时间倒着去排。",
        "One question: when do you need it at the latest, and is the address still the same? I will plan"
        " backwards from your time.",
        DELAY,
    ),
    Reply(
        "delay_choose",
        "延迟·等、换仓或退，由客户选",
        "Delay: wait, resend or refund",
        "choose",
        "{customer}，现在有两条路：原来的包裹继续走，预计【什么时候】到；或者我从最近的仓给您重发一件，走加急，"
        "先到先用，多的那件拒收就行。您选哪一种？",
        "{customer}, there are two ways: the parcel keeps going and should arrive 【when】, or I resend one by"
        " express from the nearest warehouse and you simply refuse the second. Which do you choose?",
        DELAY,
    ),
)
