"""`huisheng mail parse`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huisheng.project.cli import main

MAIL = (
    "From: =?gb18030?B?1cXI/Q==?= <zhang@buyer.example>\nTo: Shop <shop@house.example>\nCc: b@buyer.example\n"
    "Subject: =?utf-8?B?6YCA5qy+?=\nDate: Tue, 05 Mar 2024 15:21:33 +0800\nMessage-ID: <1@buyer.example>\n"
    "In-Reply-To: <0@house.example>\nReferences: <0@house.example>\n"
    "Content-Type: text/plain; charset=utf-8\n\n好的\n\n在 2024-03-05 10:02，客服 写道：\n> 收到\n"
).encode()
READ = {
    "subject": "退款",
    "from": {"name": "张三", "address": "zhang@buyer.example"},
    "to": [{"name": "Shop", "address": "shop@house.example"}],
    "cc": [{"name": "", "address": "b@buyer.example"}],
    "date": "2024-03-05T07:21:33+00:00",
    "text": "好的\n\n在 2024-03-05 10:02，客服 写道：\n> 收到",
    "reply_text": "好的",
    "html_present": False,
    "attachments": [],
    "auto_reply": False,
    "bounce": False,
    "message_id": "<1@buyer.example>",
    "in_reply_to": "<0@house.example>",
    "references": ["<0@house.example>"],
}


def parse(*arguments: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["mail", "parse", *map(str, arguments)], input=given)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    file = tmp_path / "a.eml"
    file.write_bytes(MAIL)
    return file


def test_it_prints_exactly_what_is_read(mail: Path) -> None:
    result = parse(mail)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == READ


def test_it_reads_standard_input() -> None:
    assert json.loads(parse("-", given=MAIL).stdout) == READ


def test_it_names_files(tmp_path: Path) -> None:
    file = tmp_path / "b.eml"
    file.write_bytes(b"Subject: x\nContent-Type: image/png; name=a.png\n\npng")
    assert json.loads(parse(file).stdout)["attachments"] == [
        {"filename": "a.png", "content_type": "image/png", "size": 3, "inline": False}
    ]


def test_several_files_are_one_line_each(mail: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.write_bytes(b"")
    result = parse(mail, empty, mail)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [{"file": str(mail), **READ}] * 2
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "不是一封能读的邮件" in result.stderr


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = parse(tmp_path / "nowhere.eml")
    assert result.exit_code == 2
    assert "nowhere.eml" in result.stderr


def test_it_needs_no_house(mail: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "huisheng", "mail", "parse", str(mail)]
    environment = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "HUISHENG_HOME": str(tmp_path / "none")}
    done = subprocess.run(program, capture_output=True, env=environment, check=True, timeout=60)
    assert json.loads(done.stdout) == READ
    assert not (tmp_path / "none").exists()
