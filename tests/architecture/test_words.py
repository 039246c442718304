"""Everything people read is in both languages, and no page is written in one of them only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from huisheng.project import messages
from tests.architecture.tree import PACKAGE, Source, at, code, source_of, texts

CHINESE = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}")
CHINESE_IN_CODE = {  # files that hold Chinese because Chinese is what they are about
    "project/presets/": "the shelves of a fresh house, in both languages",
    "project/demo/": "the demo's people and tickets",
    "kit/": "numbers, dates and contacts as Chinese texts write them",
    "core/base/house.py": "what a fresh Chinese house says until it is changed",
    "core/accounts/rights.py": "names of the roles a house begins with",
    "stages/triage/facts.py": "how Chinese texts count people",
    "stages/intake/thanks.py": "how Chinese customers say thanks",
    "stages/intake/urging.py": "how customers ask us to hurry",
    "kit/promises/": "times as people promise them",
    "stages/handling/actions/answering.py": "times too vague to be a promise",
    "stages/collaboration/actions/asking.py": "needs too vague to be one",
    "core/accounts/hours.py": "opening hours as people write them",
    "core/accounts/days/": "days off and working days as files call them",
    "stages/sla/steps.py": "warning steps as people write them",
    "project/settings.py": "the product's name and the languages' own names",
    "project/messages.py": "the tool that keeps the Chinese catalogue",
    "project/cli.py": "the terminal greets in both languages at once",
    "project/letters.py": "the terminal speaks both languages at once",
    "project/serve.py": "the terminal greets in both languages at once",
    "project/set_up.py": "the terminal greets in both languages at once",
    "core/channels/connectors/email/marker.py": "what Chinese mail programs write before a subject",
    "watch/search/": "filters as people type them",
    "watch/insight/targets/writing.py": "times of a target as people type them",
    "web/api/urls.py": "the API's own description",
    "web/api/schemas.py": "examples of texts in the API's description",
}
NOT_WORDS = re.compile(  # what a page may say as it is
    r"(\b(?:required|checked|disabled|selected|multiple|hidden)\b|Huisheng|回声|English|简体中文|Ctrl|Esc|Enter|Shift|HTTP|API|SMTP|TOTP|OpenAPI|JSON|MB|KB|px|FB-|hs_|nbsp|amp|lt|gt|"
    r"Website|openapi\.json|(?:hs|is)-[\w-]+|times|middot|rarr|larr|hellip|ndash|mdash|quot|copy)"
)
JINJA = re.compile(r"{#.*?#}|{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}|{{.*?}}|{%.*?%}", re.DOTALL)
DJANGO = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}|{{.*?}}|{%.*?%}",
    re.DOTALL,
)
SILENT = re.compile(r"<(script|style|code|kbd|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
SPOKEN = re.compile(r'\b(?:title|placeholder|aria-label|alt|data-copied|data-key-label)="([^"]*)"')
ATTRIBUTE = re.compile(r'[\w:@.-]+="[^"]*"')
TAG = re.compile(r"<[^>]*>")


def test_both_languages_are_complete() -> None:
    assert messages.problems(messages.load(), messages.extracted(strict=True)) == []


def test_english_is_english() -> None:
    """The text in the code is the English one."""
    found = [str(message.id) for message in messages.extracted(strict=True) if message.id]
    assert len(found) > 500
    assert [text for text in found if CHINESE.search(text)] == []


def chinese(source: Source) -> Iterator[str]:
    """Chinese in strings that are no docstrings."""
    for node in texts(source.tree):
        if CHINESE.search(str(node.value)):
            yield f"{at(source, node)} {str(node.value)[:30]!r}"


def test_chinese_stands_in_the_catalogue_not_in_code() -> None:
    others = [source for source in code() if not source.name.startswith(tuple(CHINESE_IN_CODE))]
    assert [line for source in others for line in chinese(source)] == []


def test_every_exception_still_holds_chinese() -> None:
    for start in CHINESE_IN_CODE:
        assert any(list(chinese(source)) for source in code() if source.name.startswith(start)), start


def test_the_check_sees_chinese() -> None:
    assert list(chinese(source_of('raise Refused("不行")')))
    assert not list(chinese(source_of('"""中文。"""')))


def spoken(text: str, tags: re.Pattern[str] = JINJA) -> Iterator[str]:
    """Words of a template that no translation touches: text between tags, and what readers hear of attributes."""
    plain = SILENT.sub(" ", tags.sub(" ", text))
    silent = ATTRIBUTE.sub(" ", SPOKEN.sub(" ", plain))
    for words in (*SPOKEN.findall(plain), *TAG.sub("\n", silent).split("\n")):
        if LETTERS.search(NOT_WORDS.sub("", words)):
            yield words.strip()


def pages() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.html") if {"templates", "templates_django"} & set(path.parts))


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_page_speaks_one_language_only(path: Path) -> None:
    tags = DJANGO if "templates_django" in path.parts else JINJA
    if path.name.startswith("design_"):
        pytest.skip("only for those who build screens")
    assert list(spoken(path.read_text(encoding="utf-8"), tags)) == []


@pytest.mark.parametrize(
    "text", ["<p>Send</p>", "<p>{{ name }} 已发送</p>", '<input placeholder="Your name">', "{% if a %}Yes{% endif %}"]
)
def test_the_check_sees_bare_words(text: str) -> None:
    assert list(spoken(text))


def test_translated_words_are_fine() -> None:
    assert not list(
        spoken('<p title="{{ _("Send") }}">{% trans n=1 %}Sent {{ n }}{% endtrans %} · <kbd>Ctrl</kbd></p>')
    )


def test_no_script_speaks_by_itself() -> None:
    """Scripts take their words from data attributes, so that they speak the reader's language."""
    scripts = list((PACKAGE / "static" / "huisheng").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if CHINESE.search(without_comments(path.read_text(encoding="utf-8")))] == []


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


PLACE = re.compile(r"%\(\w+\)(?:\.\d)?[sdf]|%[sd]|{\w+}")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?()\"']|[,;!?()\"'][\u3400-\u9fff]|[\u3400-\u9fff]\.(?!\w)")
EXAMPLES = re.compile(r"2027-02-\d\d,[\d:-]*,[\u3400-\u9fff]+")  # lines of a file, where a comma must be a comma
ONE_WORD = {  # what people read, one word for one thing -> what it is called here instead
    "工单": "反馈",
    "团队": "部门",
    "公共池": "待领池",
    "派单": "分派",
    "移交": "转交",
    "交接": "转交",
}
SHELVES = ("project/presets/wording/", "core/base/house.py", "web/api/urls.py", "project/serve.py", "project/set_up.py")
TO_CUSTOMERS = "客服团队"  # who looks after them where no name is known yet


def read_by_people() -> Iterator[tuple[str, str]]:
    """Every Chinese text people read, with where it stands: the catalogue and the shelves of a fresh house."""
    for message in messages.load():
        if message.id:
            yield str(message.id), messages.text_of(message)
    for source in code():
        if source.name.startswith(SHELVES):
            yield from ((at(source, node), str(node.value)) for node in texts(source.tree))


def half_width(text: str) -> list[str]:
    """Punctuation of another width than the Chinese it stands beside."""
    return HALF_WIDTH.findall(EXAMPLES.sub(" ", PLACE.sub("字", text))) if CHINESE.search(text) else []


def test_chinese_has_chinese_punctuation() -> None:
    assert [(where, text) for where, text in read_by_people() if half_width(text)] == []


@pytest.mark.parametrize("text", ["已发送.", "编号 %(number)s,请保存", "{owner}回复您了({number})", '选"是"', "好吗?"])
def test_the_check_sees_punctuation_of_another_width(text: str) -> None:
    assert half_width(text)


@pytest.mark.parametrize("text", ["Sent (%(n)s).", "每行写 2027-02-17,,春节", "50% 80%，或 60 分钟", "见 a.b 与 {x}。"])
def test_other_punctuation_is_fine(text: str) -> None:
    assert not half_width(text)


def test_one_thing_has_one_name() -> None:
    found = [
        f"{where}: {word} is called {right} here"
        for where, text in read_by_people()
        for word, right in ONE_WORD.items()
        if word in text.replace(TO_CUSTOMERS, "")
    ]
    assert found == []


def test_names_of_choices_are_translated() -> None:
    """The label of every choice goes through gettext: `OPEN = "open", _("open")`."""
    bare = [
        at(source, node)
        for source in code()
        if source.name.endswith(("models.py", "status.py", "rights.py"))
        for owner in ast.walk(source.tree)
        if isinstance(owner, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in owner.bases)
        for node in owner.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Tuple)
        and isinstance(node.value.elts[-1], ast.Constant)
    ]
    assert bare == []
