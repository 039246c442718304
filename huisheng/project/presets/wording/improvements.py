"""What colleagues hear of improvements and targets: one is theirs, its day has come, a number is behind."""

from ..shapes import NoticeTemplatePreset as Notice

IMPROVEMENT_NOTICES: tuple[Notice, ...] = (
    Notice(
        "improvement_given",
        "assignee",
        "有一项改进交给您：{text}",
        "有一项改进交给您负责：{text}\n\n打开看看要做什么、什么时候做好：{link}",
        "An improvement is yours: {text}",
        "An improvement is yours: {text}\n\nSee what is to be done, and by when: {link}",
    ),
    Notice(
        "improvement_due",
        "assignee",
        "改进到期了：{text}",
        "说好做完的日子到了：{text}\n\n做完了就写一句做了什么，还没有就改个日子：{link}",
        "An improvement is due: {text}",
        "The day set for it has come: {text}\n\nSay what was done, or set another day: {link}",
    ),
    Notice(
        "improvement_check",
        "assignee",
        "改进做完一阵了，请看看有没有用：{text}",
        "这项改进做完一阵了，请您看看有没有用：{text}\n\n改进前后的件数已经数好，打开就能看到：{link}",
        "Did the improvement work? {text}",
        "This was done a while ago; please see whether it worked: {text}\n\nThe cases before and since are counted for"
        " you: {link}",
    ),
    Notice(
        "callbacks_reviewed",
        "supervisor",
        "回访回顾备好了：{text}",
        "{text}的回访回顾备好了，应打 {count} 通。\n\n遇到的问题、慢在哪一步、值得分享的通话都在这里，开会时一起定下改进：{link}",
        "The review of callbacks is ready: {text}",
        "The review of callbacks of {text} is ready; {count} were due.\n\nProblems met, slow steps and calls to share are"
        " there; agree on what gets better when you meet: {link}",
    ),
    Notice(
        "target_behind",
        "supervisor",
        "连续 {count} 个月没赶上目标：{text}",
        "“{text}”连续 {count} 个月没赶上计划：\n{list}\n\n看看每个月的走势，再定下一步怎么做：{link}",
        "Behind its target {count} months in a row: {text}",
        "“{text}” is behind its plan {count} months in a row:\n{list}\n\nSee every month, and decide on the next step:"
        " {link}",
    ),
)
