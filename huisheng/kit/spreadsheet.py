"""Cells for spreadsheet programs, which take some texts for formulas and run them."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text as a cell that nothing runs: an apostrophe goes before what would begin a formula (also after spaces)."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
