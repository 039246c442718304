"""Calls without a case: newcomers, care, trials, low scores, lost customers (requirements S1, S2, S4)."""

from .shape import QuestionPreset as Ask
from .shape import ScenarioPreset

OF_THEIR_OWN: tuple[ScenarioPreset, ...] = (
    ScenarioPreset(
        code="new_user",
        minutes_most=8,
        name="新用户激活",
        name_en="New customers",
        aim="注册三天还没有第一次使用或下单的客户：找出卡在哪一步，帮他走过去。",
        aim_en="Registered three days ago, nothing used or bought yet: find the step that is in the way, and help.",
        trigger="list",
        opening="{customer}您好，我是{house}的{agent}。看到您几天前注册了，还没开始用，想问问是不是哪一步卡住了？两分钟就好。",
        opening_en="Hello {customer}, this is {agent} from {house}. You signed up a few days ago and have not begun yet."
        " Is there a step that holds you up? It takes two minutes.",
        closing="谢谢您。刚才说的步骤，我整理好发给您；再遇到问题，回个消息就能找到我。",
        closing_en="Thank you. I will send you the steps we talked about; if anything comes up, just write to me.",
        questions=(
            Ask("checked", "closed", "实名认证通过了吗？", "Did the identity check go through?"),
            Ask("stuck", "open", "注册以后，您试到哪一步停下来的？", "After signing up, where did you stop?"),
            Ask(
                "why",
                "choice",
                "主要是因为什么？",
                "What was the main reason?",
                (
                    ("hard", "不知道怎么操作", "Not clear how to do it"),
                    ("no_need", "暂时用不上", "No need for now"),
                    ("price", "价格还在考虑", "Thinking about the price"),
                    ("fault", "页面出错了", "Something failed"),
                ),
            ),
            Ask("hope", "open", "您当初注册，最想用它解决什么？", "What did you hope it would do for you?"),
        ),
        labels=("source", "registered", "first_visit"),
    ),
    ScenarioPreset(
        code="care",
        minutes_most=8,
        name="定期关怀",
        name_en="Regular care",
        aim="高价值或很久没联系的客户：问问近况和需要，有合适的活动就告诉他。",
        aim_en="Valuable customers, and those not heard of for long: how are things, what do they need, what is on.",
        trigger="segment",
        selector={"spend_from": 5000, "idle_days": 90, "most": 20},
        who="own_agent",
        due_hours=120,
        every_days=90,
        needs_consent=True,
        opening="{customer}您好，我是{house}的{agent}。有一阵子没联系了，今天不推销，就想问问您用得怎么样，有没有需要我们帮忙的？",
        opening_en="Hello {customer}, this is {agent} from {house}. It has been a while. I am not selling anything, I"
        " just want to ask how it goes and whether you need us.",
        closing="谢谢您抽时间。您提到的需要我记下了，有消息第一时间告诉您；不想接到这类电话，说一声我们就不再打。",
        closing_en="Thank you for your time. I have noted what you need and will tell you first. If you would rather not"
        " get such calls, say so and we stop.",
        questions=(
            Ask(
                "lately",
                "open",
                "最近用下来，哪里最顺手，哪里最费劲？",
                "Lately, what went easily, and what was a bother?",
            ),
            Ask("need", "open", "接下来您有什么打算，我们能帮上什么？", "What are your plans, and how can we help?"),
            Ask(
                "offers", "closed", "有合适的活动，愿意我们告诉您吗？", "May we tell you when there is a fitting offer?"
            ),
        ),
        labels=("tier", "spend", "since", "last_contact"),
        source="S2 S1",
    ),
    ScenarioPreset(
        code="trial",
        minutes_most=8,
        name="产品体验",
        name_en="Product trial",
        aim="内测或新版本的参与者：收集真实用法、卡点和改进想法，交给产品部。",
        aim_en="Those who try a new version: how they really use it, where it hurts, what they would change.",
        trigger="list",
        due_hours=72,
        opening="{customer}您好，我是{house}的{agent}。谢谢您参加这次体验，您的用法对我们很重要，想请教几个问题，五分钟左右，方便吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. Thank you for trying it out. How you use it matters"
        " to us. May I ask a few questions? Five minutes.",
        closing="谢谢您，这些话我会原样交给产品同事；采纳了哪一条，我回来告诉您。",
        closing_en="Thank you. The product team hears it word for word; if we take up one of your ideas, I will call"
        " back and tell you.",
        questions=(
            Ask("feel", "open", "新功能用下来，您觉得怎么样？", "How does the new function feel to you?"),
            Ask("found", "closed", "新功能的入口，您是自己找到的吗？", "Did you find the new function by yourself?"),
            Ask(
                "blocked",
                "open",
                "用的过程中，有没有哪一步不知道该怎么走？",
                "Was there a step where you did not know how to go on?",
            ),
            Ask(
                "keep",
                "stars",
                "正式上线以后您还愿意用吗？一分不愿意，五分很愿意。",
                "Would you use it once it is out, from 1 (no) to 5 (gladly)?",
            ),
            Ask("change", "open", "只能改一个地方，您会改哪里？", "If you could change one thing, which?"),
        ),
        labels=("batch", "source", "registered"),
    ),
    ScenarioPreset(
        code="low_score",
        name="低分回访",
        name_en="After a low score",
        aim="客户打了低分：当天问清原因，能补救的马上补救。",
        aim_en="A customer gave a low score: ask why on the same day, and make good what can be made good.",
        trigger="event",
        event="survey_low",
        who="not_handler",
        due_hours=8,
        opening="{customer}您好，我是{house}的{agent}。看到您给我们打了低分，谢谢您直说，我想听听到底哪里没做好，看今天能不能补上。",
        opening_en="Hello {customer}, this is {agent} from {house}. You gave us a low score. Thank you for saying so. I"
        " would like to hear what went wrong, and see what we can make good today.",
        closing="谢谢您告诉我。我重复一下我们说定的：谁来办、什么时候办好，到点我给您回话。",
        closing_en="Thank you for telling me. Let me repeat what we agreed: who does it and by when. I will call you"
        " back then.",
        questions=(
            Ask("reason", "open", "这次哪里最让您失望？", "What disappointed you most?"),
            Ask(
                "kind",
                "choice",
                "主要是哪一方面？",
                "Which side was it mainly?",
                (
                    ("result", "问题没解决", "Not solved"),
                    ("speed", "等得太久", "Too slow"),
                    ("manner", "态度或说话方式", "How we spoke"),
                    ("product", "产品本身", "The product itself"),
                ),
            ),
            Ask("amends", "open", "怎么做，您会觉得这件事过去了？", "What would make it good for you?"),
            Ask("again", "closed", "还愿意再给我们一次机会吗？", "Would you give us another chance?"),
        ),
        labels=("problem", "handler", "stars"),
        priority=25,
        source="ours",
    ),
    ScenarioPreset(
        code="win_back",
        name="挽回流失客户",
        name_en="Win-back",
        aim="因投诉离开的客户：诚恳道歉，送上专属权益，请他再给一次机会。",
        aim_en="Customers who left after a complaint: an honest apology, a benefit of their own, a request to return.",
        trigger="protocol",
        who="senior",
        due_hours=120,
        needs_consent=True,
        opening="{customer}您好，我是{house}的{agent}。之前“{subject}”没有让您满意，我是专门来道歉的，也给您留了一份心意，能听我说两句吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. “{subject}” was not settled to your satisfaction. I am"
        " calling to apologise, and we have kept something for you. May I explain?",
        closing="谢谢您愿意听。权益已经放进您的账户，用不用都没关系；哪天您回来，我还在这里。",
        closing_en="Thank you for listening. The benefit is in your account, whether you use it or not; whenever you"
        " come back, I am here.",
        questions=(
            Ask("left", "open", "当时让您决定离开的，是哪一件事？", "What made you decide to leave?"),
            Ask("heard", "closed", "我们后来做的改进，您听说过吗？", "Have you heard what we have improved since?"),
            Ask("return", "closed", "您愿意再试一次吗？", "Would you try us once more?"),
            Ask(
                "need",
                "open",
                "回来的话，您最希望我们先做到什么？",
                "If you come back, what should we get right first?",
            ),
        ),
        labels=("tier", "spend", "problem", "result"),
        source="S4",
    ),
    ScenarioPreset(
        code="idea_answer",
        minutes_most=8,
        name="建议有了答复",
        name_en="Answer to a suggestion",
        aim="建议有了结果，而客户只留了电话：打个电话告诉他，谢谢他说出来。",
        aim_en="There is an answer to a suggestion, and its customer left only a phone: ring up, say it, and thank.",
        trigger="protocol",
        due_hours=72,
        opening="{customer}您好，我是{house}的{agent}。您之前给我们提过一条建议，现在有答复了，我来当面告诉您一声，方便听一分钟吗？",
        opening_en="Hello {customer}, this is {agent} from {house}. You once made a suggestion, and there is an answer. I"
        " would like to tell you myself. Do you have a minute?",
        closing="谢谢您当初愿意说出来。以后想到什么，随时告诉我们，每一条都会有回音。",
        closing_en="Thank you for telling us. Whatever you think of next, let us know: everything gets an answer.",
        questions=(
            Ask(
                "fits",
                "closed",
                "您提的是“{idea}”，我们的答复是：{answer} 这样合您的意思吗？",
                "You suggested “{idea}”. Our answer: {answer} Is that what you had in mind?",
            ),
            Ask("missing", "open", "要是还差一点，差在哪里？", "If something is still missing, what is it?"),
            Ask("more", "open", "最近用下来，还有哪里想让我们改一改？", "What else would you like us to change?"),
        ),
        labels=("idea", "answer", "since"),
        source="A8",
    ),
)
