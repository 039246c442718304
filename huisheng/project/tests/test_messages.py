"""The catalogue tool reads three sorts of files, keeps translations and says what is missing."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from huisheng.project import messages


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates_django").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "room.py").write_text('x = _("Reply")\ny = ngettext_lazy("%(n)s day", "%(n)s days", 2)\n')
    (tmp_path / "templates" / "page.html").write_text("<p>\n  {% trans name=x %}Dear {{ name }}{% endtrans %}</p>")
    (tmp_path / "templates_django" / "login.html").write_text('  {% load i18n %}\n {% translate "Sign in" %} it\'s "x')
    (tmp_path / "tests" / "test_room.py").write_text('_("only in a test")\n')
    return tmp_path


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def test_it_reads_python_jinja_and_django_files_but_no_tests(package: Path) -> None:
    assert ids(messages.extracted(package)) == {
        "Reply",
        ("%(n)s day", "%(n)s days"),
        "Dear %(name)s",
        "Sign in",
    }


def test_it_fills_and_keeps_translations_over_a_new_extraction(package: Path) -> None:
    catalog = messages.extracted(package)
    assert messages.fill(catalog, {"Reply": "回复", "%(n)s day": "%(n)s 天", "Later": "以后"}) == ["Later"]
    messages.save(catalog, package / "zh.po")
    again = messages.merged(messages.load(package / "zh.po"), messages.extracted(package))
    texts = {messages.key(m)[1]: messages.text_of(m) for m in again if m.id and messages.is_translated(m)}
    assert texts == {"Reply": "回复", "%(n)s day": "%(n)s 天"}
    assert "Later" in again.obsolete


def test_it_brings_a_text_back_that_was_obsolete_for_a_while(package: Path) -> None:
    catalog = messages.extracted(package)
    messages.fill(catalog, {"Later": "以后"})
    messages.save(catalog, package / "zh.po")
    (package / "later.py").write_text('_("Later")\n')
    again = messages.merged(messages.load(package / "zh.po"), messages.extracted(package))
    assert messages.text_of(again["Later"]) == "以后"
    assert not again.obsolete


def test_it_changes_a_filled_text_only_by_force(package: Path) -> None:
    catalog = messages.extracted(package)
    messages.fill(catalog, {"Reply": "回复"})
    messages.fill(catalog, {"Reply": "答复"})
    assert catalog["Reply"].string == "回复"
    messages.fill(catalog, {"Reply": "答复"}, force=True)
    assert catalog["Reply"].string == "答复"


def test_it_names_what_is_missing_and_what_differs(package: Path) -> None:
    catalog = messages.extracted(package)
    texts = {
        "Reply": "回复",
        "%(n)s day": "%(m)s 天",
        "Dear %(name)s": "%(name)s，您好",
        "Gone": "没了",
    }
    messages.fill(catalog, texts)
    found = messages.problems(catalog, messages.extracted(package))
    assert found == [
        "placeholders differ: '%(n)s day' -> '%(m)s 天'",
        "untranslated: 'Sign in'",
        "obsolete: 'Gone'",
    ]


def test_it_forgets_unused_texts_when_pruned(package: Path) -> None:
    catalog = messages.extracted(package)
    messages.fill(catalog, {"Gone": "没了"})
    assert not messages.merged(catalog, messages.extracted(package), prune=True).obsolete


def test_it_writes_a_file_without_dates_or_positions(package: Path) -> None:
    messages.save(messages.extracted(package), package / "zh.po")
    text = (package / "zh.po").read_text()
    assert "#:" not in text
    assert "Date" not in text
    assert text.index('msgid "Reply"') < text.index('msgid "Sign in"')


def test_it_names_a_file_it_cannot_read(package: Path) -> None:
    (package / "templates" / "broken.html").write_text("{% trans %}")
    with pytest.raises(SystemExit, match=r"broken\.html"):
        messages.extracted(package, strict=True)
    assert "Reply" in ids(messages.extracted(package))
