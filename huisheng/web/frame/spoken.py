"""A label in all the ways somebody may type it into the command bar: Chinese, English, pinyin, initials."""

from functools import cache, lru_cache

from django.utils.translation.trans_real import translation

from huisheng.kit.pinyin import full, initials, latin


@lru_cache(maxsize=5_000)
def typed_as(label: str) -> str:
    """指派 → "指派|assign|zhipai|zp"; the other language is there when our own texts know it."""
    chinese, english = _both()
    others = [chinese[label]] if label in chinese else english.get(label, [])
    known = label if not latin(label) else "".join(others[:1])
    ways = [label, *others, full(known), initials(known)]
    return "|".join(dict.fromkeys(way.lower() for way in ways if way))


@cache
def _both() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Our texts: English to Chinese, and back to all that are called so."""
    chinese: dict[str, str] = {}
    english: dict[str, list[str]] = {}
    for key, words in vars(translation("zh-hans"))["_catalog"].items():
        if isinstance(key, str) and key and words:
            plain = key.rpartition("\x04")[2]
            chinese.setdefault(plain, words)
            english.setdefault(words, []).append(plain)
    return chinese, english
