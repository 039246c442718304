"""What a letter of ours says, before it becomes a mail."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Quote:
    """Something said before, as it stands below the new words: "11月21日 18:30，刘女士：" and the words."""

    head: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The words of one letter to one reader. `link` stands in the text as well; the mail makes a button of it.

    `colleague` is the writer's name where a person wrote it; `automatic`: no person did, and no robot may answer.
    """

    subject: str
    text: str
    link: str = ""
    quotes: tuple[Quote, ...] = ()
    colleague: str = ""
    language: str = ""
    automatic: bool = True

    def packed(self) -> str:
        """For the seal; what is not said is left out."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", ())}
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Writing":
        said: dict[str, Any] = json.loads(text)
        return cls(**said | {"quotes": tuple(Quote(**quote) for quote in said.get("quotes", ()))})
