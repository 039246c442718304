"""The surveys a house starts with (requirements A7): after closing, after a callback, ease, and recommendation.

On from the first day: satisfaction after closing (only where the confirmation gave no stars) and after a callback. Off until a
house wants them: ease (CES), and the regular one (NPS), because it writes to customers about no matter of theirs.
"""

from collections.abc import Collection
from typing import Any

from huisheng.stages.survey.models import Question, Survey

Kind = Question.Kind
QUARTER_DAYS = 90
Shipped = tuple[dict[str, Any], tuple[dict[str, Any], ...]]

SURVEYS: tuple[Shipped, ...] = (
    (
        {
            "code": "csat-closed", "name": "办结满意度", "name_en": "Satisfaction after closing", "moment": "closed",
            "opening": "办得好不好，您说了算。两三个问题，半分钟就够。",
            "opening_en": "Whether it was done well is for you to say. Two or three questions, half a minute.",
            "thanks": "收到了，谢谢您。您的话会给办这件事的同事和主管看到。",
            "thanks_en": "We have it, thank you. The colleague who did it and the supervisor read your words.",
        },
        (
            {"code": "solved", "kind": Kind.YES_NO, "text": "您说的那件事，解决了吗？", "text_en": "What you came to us for: has it been solved?", "required": True},
            {"code": "satisfied", "kind": Kind.CSAT, "text": "这次我们处理得怎么样，您满意吗？", "text_en": "All in all, how satisfied are you this time?", "required": True},
            {"code": "better", "kind": Kind.WORDS, "text": "哪里让您不满意？我们该怎么改？", "text_en": "What went wrong, and what should we change?", "show_if": {"question": "satisfied", "in": [1, 2, 3]}},
            {"code": "praise", "kind": Kind.WORDS, "text": "有没有想夸的人，或者想说的话？", "text_en": "Is there somebody to praise, or a word for us?", "show_if": {"question": "satisfied", "in": [4, 5]}},
        ),
    ),
    (
        {
            "code": "csat-called", "name": "回访感受", "name_en": "How the callback felt", "moment": "called",
            "opening": "刚才的电话打得怎么样？一两个问题就好。",
            "opening_en": "How was our call? One or two questions.",
            "thanks": "收到了，谢谢您。", "thanks_en": "We have it, thank you.",
        },
        (
            {"code": "heard", "kind": Kind.YES_NO, "text": "刚才这通电话，对方认真听您说了吗？", "text_en": "On this call, did you feel listened to?", "required": True},
            {"code": "words", "kind": Kind.WORDS, "text": "还有什么想说的？", "text_en": "Anything else you would like to say?"},
        ),
    ),
    (
        {
            "code": "nps-quarterly", "name": "推荐意愿（每季）", "name_en": "Recommendation, every quarter", "moment": "regular",
            "opening": "想听您说句实话，只有一个打分和一句话。",
            "opening_en": "An honest word, please: one score and one sentence.",
            "thanks": "收到了，谢谢您的实话。", "thanks_en": "We have it. Thank you for being honest.",
            "rest_days": QUARTER_DAYS, "sample": 20, "active": False,
        },
        (
            {"code": "recommend", "kind": Kind.NPS, "text": "您有多愿意把我们推荐给家人朋友？", "text_en": "How likely are you to recommend us to family and friends?", "required": True},
            {"code": "why", "kind": Kind.WORDS, "text": "为什么打这个分？", "text_en": "Why this score?"},
        ),
    ),
    (
        {
            "code": "ces-closed", "name": "办事费力度", "name_en": "Ease after closing", "moment": "closed",
            "opening": "我们想知道找我们办事费不费劲。",
            "opening_en": "We would like to know how much trouble it was to get this done.",
            "thanks": "收到了，谢谢您。", "thanks_en": "We have it, thank you.",
            "closings": ["confirmed", "answered"], "active": False,
        },
        (
            {"code": "ease", "kind": Kind.CES, "text": "找我们把这件事办好，容易吗？", "text_en": "How easy was it to get this done with us?", "required": True},
            {"code": "trouble", "kind": Kind.WORDS, "text": "哪一步最费劲？", "text_en": "Which step was the hardest?", "show_if": {"question": "ease", "in": [1, 2, 3, 4]}},
        ),
    ),
)  # fmt: skip


def install_surveys(known: Collection[str]) -> None:
    """Surveys come with their questions, once; what a house changed or switched off stays so."""
    for rank, (fields, questions) in enumerate(SURVEYS):
        if fields["code"] in known:
            continue
        survey = Survey.objects.create(**fields, rank=rank * 10)
        Question.objects.bulk_create(Question(survey=survey, rank=n * 10, **one) for n, one in enumerate(questions))
