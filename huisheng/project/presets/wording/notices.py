"""What customers, owners and supervisors are told, by event (requirements S3, S4): braces as in replies, and {link}."""

from ..shapes import NoticeTemplatePreset as Notice

CUSTOMER_NOTICES: tuple[Notice, ...] = (
    Notice(
        "ticket_opened",
        "customer",
        "收到了，{number} 有人管",
        "{customer}，您好！\n\n您说的事我们收到了，编号 {number}。现在由{owner}负责，{expected}前给您第一次答复。"
        "\n想补充照片或者看进展，不用注册，也不用从头再说一遍，点这里就行：{link}",
        "We have it: {number} is in good hands",
        "Hello {customer},\n\nwhat you told us has arrived, number {number}. {owner} looks after it and answers"
        " you by {expected}.\nTo add photos or see how it goes, without an account and without telling it all"
        " again: {link}",
    ),
    Notice(
        "reply_sent",
        "customer",
        "{owner}回复您了（{number}）",
        "{customer}，您好！\n\n{owner}刚刚回复了您：\n\n{progress}\n\n直接在这里接着说：{link}",
        "{owner} has answered you ({number})",
        "Hello {customer},\n\n{owner} has just answered:\n\n{progress}\n\nGo on talking here: {link}",
    ),
    Notice(
        "customer_asked",
        "customer",
        "{number} 还差您一句话",
        "{customer}，您好！\n\n{owner}想跟您核对一点情况：\n\n{progress}\n\n您回复以后我们接着办：{link}",
        "One question about {number}",
        "Hello {customer},\n\n{owner} would like to check something with you:\n\n{progress}\n\nAnswer here and"
        " we carry on: {link}",
    ),
    Notice(
        "solution_offered",
        "customer",
        "{number} 的解决办法，请您过目",
        "{customer}，您好！\n\n{number} 的办法定好了：{progress}\n时间：{expected}\n负责人："
        "{owner}\n\n行不行由您说了算，点这里告诉我们「解决了」还是「还没有」：{link}",
        "How we would solve {number}",
        "Hello {customer},\n\nthis is what we will do about {number}: {progress}\nWhen: {expected}\nWho:"
        " {owner}\n\nThe last word is yours: solved, or not yet? {link}",
    ),
    Notice(
        "ticket_closed",
        "customer",
        "{number} 办完了，谢谢您",
        "{customer}，您好！\n\n{number} 到这里就办完了。往后再有什么不对劲，从这个链接进来还能找到我们："
        "{link}\n\n{owner}",
        "{number} is done, thank you",
        "Hello {customer},\n\n{number} is done. Should anything come up again, this link still finds us:"
        " {link}\n\n{owner}",
    ),
    Notice(
        "confirmation_asked",
        "customer",
        "{number} 还差您一句话：解决了吗？",
        "{customer}，您好！\n\n{number} 的办法已经给到您：{progress}\n还差您一句话，我们才知道有没有真的办好。"
        "点这里告诉我们「解决了」还是「还没有」，半分钟就够：{link}\n\n{owner}",
        "One word from you about {number}: is it solved?",
        "Hello {customer},\n\nthis is what we offered for {number}: {progress}\nOnly you can tell whether it worked."
        " Solved, or not yet? It takes half a minute: {link}\n\n{owner}",
    ),
    Notice(
        "closed_unconfirmed",
        "customer",
        "{number} 先收进档案，随时可以再打开",
        "{customer}，您好！\n\n我们找过您几次，没等到回音，想必您正忙。{number} 先收进档案，记作「未确认」。\n"
        "解决了没有、满不满意，您点这里说一声就好；要是还没解决，选「还没有」，就会重新打开，还是{owner}跟：{link}",
        "{number} is put away for now; one click opens it again",
        "Hello {customer},\n\nwe tried to reach you several times and had no answer; you are surely busy. We put {number}"
        " away for now, noted as unconfirmed.\nWhether it is solved and how satisfied you are, you can still tell us"
        " here; choose “Not yet” and it is open again at once, with {owner}: {link}",
    ),
    Notice(
        "ticket_reopened",
        "customer",
        "{number} 接着办，还是{owner}",
        "{customer}，您好！\n\n这件事还没完，我们接着办。{number} 重新打开了，还是{owner}跟，"
        "{expected}前给您回话。\n{link}",
        "{number} goes on, with {owner}",
        "Hello {customer},\n\nthis is not finished yet, and we go on. {number} is open again, {owner} stays with"
        " it and answers by {expected}.\n{link}",
    ),
)

STAFF_NOTICES: tuple[Notice, ...] = (
    Notice(
        "ticket_assigned",
        "assignee",
        "{number} 到您桌上了：{customer}",
        "{customer}的反馈由您负责，{expected}前要有第一次答复。\n目前：{progress}\n打开：{link}",
        "{number} is on your desk: {customer}",
        "{customer}'s feedback is yours; the first answer is due by {expected}.\nSo far: {progress}\nOpen: {link}",
    ),
    Notice(
        "message_added",
        "assignee",
        "{customer}又说了一句（{number}）",
        "{customer}在 {number} 里补充了内容。\n{progress}\n打开：{link}",
        "{customer} wrote again ({number})",
        "{customer} added to {number}.\n{progress}\nOpen: {link}",
    ),
    Notice(
        "clock_warned",
        "assignee",
        "{number} 快到点了：{expected}",
        "答应{customer}的时间是{expected}。\n目前：{progress}\n现在能回一句就先回一句，让人知道有人在办：{link}",
        "{number} is due {expected}",
        "{customer} was promised {expected}.\nSo far: {progress}\nEven one sentence now tells them somebody is"
        " on it: {link}",
    ),
    Notice(
        "clock_breached",
        "assignee",
        "{number} 超时了",
        "答应{customer}的{expected}已经过了。\n先给客户一个说法和新的时间，再查原因。主管也收到了这条提醒：{link}",
        "{number} is overdue",
        "The {expected} promised to {customer} has passed.\nGive the customer a word and a new time first, look"
        " for the cause after. Your supervisor has been told too: {link}",
    ),
    Notice(
        "miss_found",
        "assignee",
        "{number} 漏了承诺，请整改",
        "每日检查发现 {number} 没按时兑现承诺。\n请先给{customer}一个交代，再写明原因和补救，2 小时内完成。\n打开：{link}",
        "{number} missed its promise: please put it right",
        "The daily check found that {number} missed its promise.\nGive {customer} a word first, then say why and"
        " what you did about it, within two hours.\nOpen: {link}",
    ),
    Notice(
        "confirmation_rejected",
        "assignee",
        "{customer}说还没解决（{number}）",
        "{number} 回到您这里，计时接着走，{expected}前要有新的办法。\n客户的话：{progress}\n打开：{link}",
        "{customer} says it is not solved ({number})",
        "{number} is back with you, the clock goes on: a new way is due by {expected}.\nIn their words:"
        " {progress}\nOpen: {link}",
    ),
    Notice(
        "ticket_reopened",
        "assignee",
        "{number} 又打开了：{customer}",
        "{customer}的 {number} 重新打开，还是您跟，{expected}前要给答复。\n打开：{link}",
        "{number} is open again: {customer}",
        "{customer}'s {number} is open again and still yours; an answer is due by {expected}.\nOpen: {link}",
    ),
    Notice(
        "letter_bounced",
        "assignee",
        "{number} 的邮件没有送到{customer}",
        "写给{customer}的信退回来了：{progress}。\n客户还在等您的答复，请打个电话，顺便核对一下邮箱：{link}",
        "Your letter about {number} did not reach {customer}",
        "The letter to {customer} came back: {progress}.\nThey are still waiting for your answer: please ring up, and"
        " check the address: {link}",
    ),
    Notice(
        "letter_bounced",
        "supervisor",
        "{number} 有封邮件没送到，也没有负责人",
        "写给{customer}的信退回来了：{progress}。\n{number} 现在没有负责人，请安排一位同事打电话联系：{link}",
        "A letter about {number} did not arrive and nobody has it",
        "The letter to {customer} came back: {progress}.\nNobody has {number}: please ask a colleague to ring up: {link}",
    ),
    Notice(
        "reply_stopped",
        "assignee",
        "{number} 有一条回复没有发出",
        "写给{customer}的一条回复到点没有发出，原因写在反馈页上。\n写好的话一个字都没丢：打开反馈，取回来改好再发：{link}",
        "An answer to {number} did not leave",
        "An answer to {customer} was not sent when its time came; the ticket says why.\nNot a word is lost: open the"
        " ticket, take it back, and send it again: {link}",
    ),
    Notice(
        "reply_still_leaves",
        "assignee",
        "{customer}又写了一条，{number} 的定时回复还会照发",
        "{customer}刚刚又说：{text}\n这条反馈有一条定时回复还没到时间。看看还合不合适，不合适就取回来：{link}",
        "{customer} wrote again, and your planned answer to {number} still leaves",
        "{customer} just wrote: {text}\nAn answer to this ticket is planned. See whether it still fits, or take it"
        " back: {link}",
    ),
    Notice(
        "ticket_woke",
        "assignee",
        "{number} 回到您的待办了：{customer}",
        "您先放一放的 {number} 现在回来了，排在列表最上面。\n打开：{link}",
        "{number} is back on your desk: {customer}",
        "{number}, which you put off, is back and stands on top of your list.\nOpen: {link}",
    ),
    Notice(
        "colleague_called",
        "assignee",
        "有人在 {number} 里@了您",
        "{text}\n关于{customer}的 {number}，由{owner}负责。打开看看：{link}",
        "You are called in {number}",
        "{text}\nIt is about {customer}'s {number}, which {owner} takes care of. Open: {link}",
    ),
    Notice(
        "watched",
        "assignee",
        "您关注的 {number} 有新动态",
        "{customer}的 {number}（{owner}负责）：{progress}\n打开：{link}",
        "News about {number}, which you watch",
        "{customer}'s {number}, with {owner}: {progress}\nOpen: {link}",
    ),
    Notice(
        "part_told",
        "assignee",
        "主反馈的同事有话要说：{number}",
        "{text}\n这是对 {number} 所属主反馈下全部子反馈说的。打开：{link}",
        "A word from the whole about {number}",
        "{text}\nIt is said to all parts of the matter that {number} belongs to. Open: {link}",
    ),
    Notice(
        "repeat_contact",
        "assignee",
        "{customer}就 {number} 又来反馈了",
        "{customer}用新的编号又说了同一件事，{number} 还没办完。\n看看要不要合并，再一起答复：{link}",
        "{customer} wrote about {number} again",
        "{customer} told the same under a new number while {number} is still open.\nSee whether to merge them, and"
        " answer both at once: {link}",
    ),
    Notice(
        "customer_urged",
        "assignee",
        "{number} 客户在催",
        "{customer}催了 {number}：{progress}\n{expected}前要给答复，先回一句现在到哪一步：{link}",
        "{number}: the customer asks to hurry",
        "{customer} asks to hurry {number}: {progress}\nAn answer is due by {expected}; say where it stands: {link}",
    ),
    Notice(
        "customer_urged",
        "supervisor",
        "{number} 客户一再催，负责人{owner}",
        "{customer}又催了 {number}，现在由{owner}跟进：{progress}\n请看看卡在哪一步：{link}",
        "{number}: the customer urges again, with {owner}",
        "{customer} asks again to hurry {number}, which lies with {owner}: {progress}\nPlease see where it is stuck:"
        " {link}",
    ),
    Notice(
        "hand_over_asked",
        "assignee",
        "想请您接手 {number}",
        "{owner}想把{customer}的 {number} 交给您。\n说明：{text}\n您点头之前，它还在{owner}那里：{link}",
        "Would you take over {number}?",
        "{owner} would like to hand {customer}'s {number} over to you.\nWhy: {text}\nIt stays with {owner} until you"
        " say yes: {link}",
    ),
    Notice(
        "hand_over_answered",
        "assignee",
        "{number} 的转交有回音了",
        "您发起的转交有了答复，{number} 现在由{owner}处理。\n打开：{link}",
        "An answer about handing over {number}",
        "Your request has been answered; {number} is with {owner} now.\nOpen: {link}",
    ),
    Notice(
        "clock_warned",
        "supervisor",
        "{number} 在等答复，时限{expected}",
        "{customer}的 {number} 现在在{owner}手上，时限{expected}。\n目前："
        "{progress}\n要不要换人，或者您先回一句：{link}",
        "{number} is waiting, due {expected}",
        "{customer}'s {number} lies with {owner}, due {expected}.\nSo far: {progress}\nReassign it,"
        " or say a word yourself: {link}",
    ),
    Notice(
        "clock_breached",
        "supervisor",
        "{number} 超时，负责人{owner}",
        "答应{customer}的{expected}已过。\n目前：{progress}\n请看看卡在哪一步：{link}",
        "{number} overdue, with {owner}",
        "The {expected} promised to {customer} has passed.\nSo far: {progress}\nPlease see where it is stuck: {link}",
    ),
    Notice(
        "incident_found",
        "supervisor",
        "{number} 等多条反馈很像，可能是批量问题",
        "短时间内有多位客户反馈同一件事：{progress}。\n请看一眼是不是批量问题，确认后这些反馈会一起提级：{link}",
        "{number} and others are alike: maybe a mass fault",
        "Several customers wrote about the same within a short time: {progress}.\nPlease have a look. Once you confirm"
        " it, all of them are graded as many: {link}",
    ),
    Notice(
        "incident_told",
        "assignee",
        "{number} 所属的批量问题有新消息",
        "{text}\n{number} 属于这次批量问题，回复客户前请看一下：{link}",
        "News about {number} and the similar ones",
        "{text}\n{number} is one of them; please read it before you answer: {link}",
    ),
    Notice(
        "complaint_refiled",
        "assignee",
        "您办过的事，{customer}又来反馈了（{number}）",
        "{customer}就您之前办结的事再次反馈，编号 {number}，现在由{owner}负责。\n目前：{progress}\n"
        "您最了解来龙去脉，请给{owner}搭把手：{link}",
        "{customer} is back about what you had closed ({number})",
        "{customer} wrote again about what you had closed, now under {number}, with {owner}.\nSo far: {progress}\n"
        "Nobody knows the story better: please lend {owner} a hand: {link}",
    ),
    Notice(
        "complaint_refiled",
        "supervisor",
        "二次申诉：{number}，{customer}",
        "{customer}就已经办结的事再次反馈，编号 {number}，由{owner}负责。\n目前：{progress}\n打开：{link}",
        "Complained again: {number}, {customer}",
        "{customer} wrote again about what was closed before, now under {number}, with {owner}.\nSo far: {progress}\n"
        "Open: {link}",
    ),
    Notice(
        "ticket_raised",
        "supervisor",
        "{number} 升级到您这里：{customer}说还没解决",
        "{customer}不认可这次的处理，{number} 升级到您这里，第 {level} 级。经办人还是{owner}。\n客户的话：{progress}\n"
        "请看一眼办法行不行，需要时直接接手：{link}",
        "{number} is raised to you: {customer} says it is not solved",
        "{customer} does not accept the outcome: {number} is raised to you, level {level}. {owner} stays with it.\nIn"
        " their words: {progress}\nPlease look whether the way is right, and take over where it must be: {link}",
    ),
    Notice(
        "raised_offered",
        "supervisor",
        "{number} 有了新的办法，请您过目",
        "升级到您这里的 {number}，{owner}给了{customer}新的办法：\n{progress}\n打开：{link}",
        "{number}: a new offer on what was raised to you",
        "{owner} made {customer} a new offer on {number}, which was raised to you:\n{progress}\nOpen: {link}",
    ),
    Notice(
        "confirmation_rejected",
        "supervisor",
        "{number} 客户没有点头",
        "{customer}不认可这次的处理，由{owner}继续跟。\n客户的话：{progress}\n打开：{link}",
        "{number}: the customer said no",
        "{customer} does not accept the outcome; {owner} carries on.\nIn their words: {progress}\nOpen: {link}",
    ),
)
