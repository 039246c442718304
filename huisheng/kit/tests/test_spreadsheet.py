"""What customers write must not run on a colleague's computer."""

import pytest

from huisheng.kit.spreadsheet import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "  =cmd|' /C calc'!A0", "＝1"])
def test_it_disarms_what_would_run(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "水壶漏水", "A = B", "5 - 3", "FB-20261121-0001", "'=x"])
def test_it_leaves_words_alone(text: str) -> None:
    assert safe_cell(text) == text
