"""Fill the {variables} of a text. Pure: what cannot be filled stays visible and is named."""

import re
from collections.abc import Mapping

VARIABLE = re.compile(r"\{([a-z_]+)\}")
OPEN_PLACE = re.compile(r"【[^【】\n]{0,60}】|\{[^{}\n]{0,60}\}")  # 【】 is what a person still has to write


def fill(template_body: str, variables: Mapping[str, object]) -> tuple[str, list[str]]:
    """The text with its variables put in, and the names of those that were empty or unknown (each once, in order).

    A missing variable stays as `{name}`, so that a person sees the gap before sending. Filled values are not read again.
    """
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = variables.get(match[1])
        if value is None or str(value).strip() == "":
            if match[1] not in missing:
                missing.append(match[1])
            return match[0]
        return str(value)

    return VARIABLE.sub(put, template_body), missing


def variables_of(template_body: str) -> list[str]:
    """The names of the variables a text asks for, each once, in order."""
    return list(dict.fromkeys(VARIABLE.findall(template_body)))


def open_places(text: str) -> list[str]:
    """What nobody filled in, as it stands in the text, each once: ["【什么时候】", "{expected}"]."""
    return list(dict.fromkeys(OPEN_PLACE.findall(text)))
