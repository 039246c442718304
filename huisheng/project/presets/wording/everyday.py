"""Answers for every day: solutions with measure, time and person, progress, questions, thanks.

Braces are filled by the desk. 【】 marks what the agent writes in before sending.
"""

from ..shapes import ReplyTemplatePreset as Reply

EVERYDAY_REPLIES: tuple[Reply, ...] = (
    Reply(
        "any_hear",
        "通用·我理解您",
        "For all: I understand",
        "hear",
        "{customer}，您好，我是{owner}。{problem}，换了谁都会不满，您的心情我完全认同。",
        "Hello {customer}, this is {owner}. {problem}: anybody would be upset, and I fully understand how you feel.",
    ),
    Reply(
        "any_soothe",
        "通用·道歉并接到手上",
        "For all: sorry, it is with me",
        "soothe",
        "让您遇到这样的事，非常抱歉。这件事由{owner}办到底，{expected}前给您结果。",
        "I am very sorry that this happened to you. {owner} sees it through; you hear the outcome by {expected}.",
    ),
    Reply(
        "any_focus",
        "通用·确认关键信息",
        "For all: the one thing to know",
        "focus",
        "为了一次就给您办好，想跟您确认：【关键信息】。",
        "So that we get it right the first time, may I check: 【what you need to know】?",
    ),
    Reply(
        "any_choose",
        "通用·两个办法请您选",
        "For all: two ways, which one",
        "choose",
        "我们可以为您提供两个办法：一是【方案一】，二是【方案二】。您更倾向哪种？",
        "There are two things we can do: 【the one】, or 【the other】. Which would you prefer?",
    ),
    Reply(
        "solve_exchange",
        "方案·换新",
        "Solution: exchange",
        "solve",
        "{customer}，办法定好了：给您换一件全新的【品名】，【什么时候】送到您手上，旧的由快递员当面取走，"
        "您不用花一分钱。这件事由{owner}负责，新单号【单号】，走到哪一步我会告诉您。",
        "{customer}, it is settled: a brand-new 【item】 reaches you by 【when】; the courier takes the old"
        " one at the door, free of charge. {owner} is responsible. Tracking number 【number】; I will tell you"
        " each step.",
        ("complaint_quality", "repair_product"),
    ),
    Reply(
        "solve_resend",
        "方案·补发漏掉的",
        "Solution: send what was missing",
        "solve",
        "{customer}，仓库翻了装箱录像，是我们少装了【品名】。补发的那件今天 18:00 前出库，【什么时候】到您那儿，"
        "单号【单号】。{owner}会一直跟到您签收为止。",
        "{customer}, the packing video shows it: we left out 【item】. It leaves us before 18:00 today and"
        " reaches you by 【when】, tracking number 【number】. {owner} stays with it until you have it in your"
        " hands.",
        ("complaint_quality", "complaint_delay"),
    ),
    Reply(
        "solve_refund",
        "方案·退款",
        "Solution: refund",
        "solve",
        "{customer}，{owner}刚刚把订单 {order} 的退款提交了：【金额】元原路退回，【什么时候】到账。到时候没看到，"
        "直接回复这条消息，我去银行那边查。",
        "{customer}, {owner} has just filed the refund for order {order}: 【amount】 yuan back to where you paid"
        " from, by 【when】. If it is not there, answer this message and I will ask the bank.",
    ),
    Reply(
        "solve_visit",
        "方案·师傅上门",
        "Solution: a technician calls",
        "solve",
        "{customer}，给您约好了：【哪天几点】由【师傅姓名】上门检修，零件随车带，能当场修就当场修，修不了直接换新。"
        "出发前师傅会先给您打电话，这单由{owner}负责。",
        "{customer}, it is booked: 【technician】 comes 【when】 with the parts in the van. What can be mended"
        " is mended on the spot, otherwise you get a new one. You get a call before; {owner} is responsible.",
        ("repair_product", "complaint_quality", "repair"),
    ),
    Reply(
        "solve_more",
        "方案·客户还不满意时再加一步",
        "Solution: one step further",
        "solve",
        "{customer}，您说上次的办法还差一点，我又替您争取了：除了【原方案】，另外【追加的补偿】。您点头我就去办，"
        "【什么时候】办妥，还是{owner}负责。",
        "{customer}, you said the last offer fell short, so I asked for more: besides 【first offer】 also"
        " 【extra】. Say yes and it is done by 【when】; {owner} remains responsible.",
    ),
    Reply(
        "progress_parcel",
        "进度·包裹走到哪了",
        "Progress: where the parcel is",
        "progress",
        "{customer}，跟您报一下位置：订单 {order} 现在【到哪一站】，照这个速度【什么时候】到。明天上午我再看一次，"
        "有变化先告诉您。",
        "{customer}, a word on where it is: order {order} is 【where】. At this pace it arrives 【when】. I"
        " will look again tomorrow morning and tell you first if anything changes.",
    ),
    Reply(
        "progress_colleague",
        "进度·已经请同事核实",
        "Progress: a colleague is checking",
        "progress",
        "{customer}，您的事没有搁着：我请【部门和姓名】在核实，约好【几点】给我回话。到点不管有没有结论，"
        "我都给您来个消息。",
        "{customer}, this is not lying around: I have asked 【name, team】 to check, with an answer due"
        " 【when】. Whatever it says, you will hear from me then.",
    ),
    Reply(
        "progress_later",
        "进度·答应的时间要变，先说在前头",
        "Progress: a promise moves, said beforehand",
        "progress",
        "{customer}，之前跟您说的时间要往后挪，我不想等到点了才讲：原因是【原因】，新的时间是【新的时间】。"
        "耽误您了，【补偿或替代办法】您看行吗？",
        "{customer}, the time I gave you has to move and I would rather say so now: 【reason】, the new time is"
        " 【new time】. Would 【alternative or compensation】 help meanwhile?",
    ),
    Reply(
        "ask_photo",
        "请客户补充照片",
        "Ask for a photo",
        "ask",
        "{customer}，我想一次判断准，免得您来回跑：麻烦拍两张照片，一张看整体，一张对准出问题的地方，"
        "外箱面单也带上更好。收到后我{expected}前答复您。",
        "{customer}, to judge this right the first time I would need two photos: one of the whole, one of the"
        " spot, with the label on the box if you still have it. Once they are here you have my answer by"
        " {expected}.",
    ),
    Reply(
        "ask_order",
        "请客户补充订单号",
        "Ask for the order number",
        "ask",
        "{customer}，您好，我是{owner}。麻烦告诉我订单号或者下单手机号的后四位，我就能查到是哪一单，后面的事交给我。",
        "Hello {customer}, this is {owner}. Please tell me the order number or the last four digits of the phone"
        " you ordered with; with that I can find it and do the rest.",
    ),
    Reply(
        "close_ask",
        "收尾·问两句",
        "Closing: two questions",
        "close",
        "{customer}，{number} 这件事我这边办完了：【做了什么】。想听您说两句实话：问题解决了吗？这回的处理您满意吗？"
        "还差一点也请告诉我，我接着办。",
        "{customer}, on my side {number} is done: 【what we did】. Two honest answers, please: is it solved, and are"
        " you content with how we handled it? If anything is missing, tell me and I carry on.",
    ),
    Reply(
        "close_again",
        "客户说还没解决",
        "The customer says not yet",
        "close",
        "{customer}，谢谢您直说。那就还没完，{number} 我重新打开了，还是{owner}跟。您说的【还差什么】我先查，"
        "{expected}给您回话。",
        "{customer}, thank you for saying so. Then we are not done: {number} is open again and {owner} stays"
        " with it. I start with 【what is missing】 and answer you by {expected}.",
    ),
    Reply(
        "consult_warranty",
        "咨询·保修",
        "Question: warranty",
        "consult",
        "{customer}，您好。这款从签收那天算起整机保修【年限】，人为磕碰、进水不在里面，但可以按成本价修。订单"
        " {order} 的保修到【日期】，需要时直接在这里找我们就行。",
        "Hello {customer}. From the day you signed for it this model is under warranty for 【years】; knocks and"
        " water are not covered but mended at cost. Order {order} is covered until 【date】. Just write here"
        " when you need us.",
        ("consult",),
    ),
    Reply(
        "consult_invoice",
        "咨询·发票",
        "Question: invoice",
        "consult",
        "{customer}，电子发票可以开，抬头和税号发给我，【什么时候】发到您邮箱。需要纸质专票的话，我另外给您寄，"
        "运费算我们的。",
        "{customer}, yes, we issue electronic invoices. Send me the title and tax number and it is in your"
        " mailbox by 【when】. If you need a paper one, we post it at our cost.",
        ("consult",),
    ),
    Reply(
        "consult_app",
        "咨询·手机上怎么操作",
        "Question: where to tap",
        "consult",
        "{customer}，入口藏得有点深，我带您走一遍：【一步一步写，一步一行】。走到哪一步卡住了，截张图发过来，"
        "我接着看。",
        "{customer}, it is a little hidden, so let us walk through it: 【one step per line】. If you get stuck,"
        " send me a screenshot and we go on from there.",
        ("consult", "repair_app"),
    ),
    Reply(
        "thank_suggestion",
        "谢谢建议",
        "Thank you for the idea",
        "thank",
        "{customer}，您这个主意我读了两遍，说到点子上了。我已经写进建议库，交给产品部【姓名】评估，"
        "{expected}告诉您做还是不做、为什么。",
        "{customer}, I read your idea twice; it hits the mark. It is in our suggestion library with 【name】 of"
        " the product team, and by {expected} you will hear whether we do it and why.",
        ("suggestion",),
    ),
    Reply(
        "thank_praise",
        "谢谢表扬",
        "Thank you for the praise",
        "thank",
        "{customer}，您的话我转给【被表扬的同事】了，人家看完乐了一上午。能帮上您我们就踏实，往后有事还来找我们。",
        "{customer}, I passed your words on to 【colleague】, who has been smiling all morning. Glad we could"
        " help; come back whenever you need us.",
        ("praise",),
    ),
)
