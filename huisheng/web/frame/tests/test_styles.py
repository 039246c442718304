"""What the style sheets must not forget: Bootstrap's own sizes are not ours."""

import re
from pathlib import Path

import huisheng


def test_the_head_of_a_group_of_choices_is_as_large_as_a_label() -> None:
    text = (Path(huisheng.__file__).parent / "static" / "huisheng" / "desk.css").read_text()
    rule = re.search(r"^\.hs-dialog legend, \.hs-field > legend \{([^}]*)\}", text, re.MULTILINE)
    assert rule is not None
    assert "font-size: inherit" in rule[1]
    assert "font-weight: 500" in rule[1]
