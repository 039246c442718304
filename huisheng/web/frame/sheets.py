"""Lists to take along: CSV, or xlsx where the address asks for it. Streamed, never kept by a cache."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from huisheng.kit.spreadsheet import Cell, csv_lines, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(rows: Iterable[Sequence[Cell]], *, name: str, title: str, shape: str) -> StreamingHttpResponse:
    """The rows, heads first, as a file `name` without its ending. `shape`: csv or xlsx; `title` names the sheet."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{shape}"', "Cache-Control": "no-store"}
    if shape == "xlsx":
        return StreamingHttpResponse(xlsx_bytes(rows, title=title), content_type=XLSX, headers=headers)
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
