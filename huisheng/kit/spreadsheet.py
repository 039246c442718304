"""Cells for spreadsheet programs, which take some texts for formulas and run them."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text as a cell that nothing runs: an apostrophe goes before what would begin a formula (also after spaces)."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class Echo:
    """A file for `csv.writer` that hands back each line, to be streamed."""

    def write(self, text: str) -> str:
        return text
