"""format=flowed (RFC 3676): lines that a mail client wrapped are one line again."""


def unflow(text: str, *, delete_space: bool) -> str:
    """Lines that end in a space go on in the next one of the same quoting depth (RFC 3676)."""
    out: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        quoted = len(line) - len(line.lstrip(">"))
        said = line[quoted:].removeprefix(" ")
        if pieces and (quoted != depth or line == "-- "):
            out.append(_quoted(depth, pieces))
            pieces = []
        depth = quoted
        if said.endswith(" ") and said != "-- ":
            pieces.append(said[:-1] if delete_space else said)
        else:
            out.append(_quoted(depth, [*pieces, said]))
            pieces = []
    return "\n".join([*out, _quoted(depth, pieces)] if pieces else out)


def _quoted(depth: int, pieces: list[str]) -> str:
    said = "".join(pieces)
    return f"{'>' * depth} {said}".rstrip() if depth and said != "-- " else said
