"""What customers read when they are asked how it felt, and supervisors when it felt bad (requirements A7)."""

from ..shapes import NoticeTemplatePreset as Notice

SURVEY_NOTICES: tuple[Notice, ...] = (
    Notice(
        "survey_invited",
        "customer",
        "{number} 办得怎么样？请您说两句",
        "{customer}，您好！\n\n{number} 已经办完。办得好不好，您说了算：一共两三个问题，半分钟就够。\n{link}"
        "\n\n打低分也不要紧，我们会有人给您回电。不想再收到这样的邮件，在页面下方点「不再问我」就行。",
        "How did we do on {number}?",
        "Hello {customer},\n\n{number} is done. Whether it was done well is for you to say: two or three questions, half a"
        " minute.\n{link}\n\nA low score is welcome, too; somebody will call you then. If you want no more letters"
        " like this one, the page has a button for it.",
    ),
    Notice(
        "survey_regular",
        "customer",
        "想听您说句实话：您会推荐我们吗？",
        "{customer}，您好！\n\n我们隔一阵会请少数几位客户说句实话，这次请到了您。只有一个打分和一句话，半分钟就够。\n{link}"
        "\n\n不想再收到这样的邮件，在页面下方点「不再问我」就行。",
        "Would you recommend us? An honest word, please",
        "Hello {customer},\n\nnow and then we ask a few customers for an honest word; this time you are among them. One score"
        " and one sentence, half a minute.\n{link}\n\nIf you want no more letters like this one, the page has a"
        " button for it.",
    ),
    Notice(
        "survey_low",
        "supervisor",
        "{number} 的客户打了低分",
        "{customer}在 {number} 的满意度调查里打了低分。\n回访已经排上，请看看是谁去打、哪里没办好：{link}",
        "A low score on {number}",
        "{customer} gave a low score in the survey about {number}.\nA callback is planned; please see who makes it, and what"
        " went wrong: {link}",
    ),
    Notice(
        "survey_low_regular",
        "supervisor",
        "定期调查里有客户打了低分",
        "有客户在定期调查里打了低分。\n看看原话，安排人去听一听：{link}",
        "A low score in a regular survey",
        "A customer gave a low score in a regular survey.\nSee what was said, and let somebody listen: {link}",
    ),
)
