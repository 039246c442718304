"""The embedded PostgreSQL: shared, crash-safe, and clear about what it cannot do."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import psutil
import psycopg
import pytest

from huisheng.project.embedded import EmbeddedPostgres
from huisheng.project.postgres_programs import EmbeddedError
from tests.project.conftest import CLONE, wait_until

HOLDER = """
import sys, time
from pathlib import Path
from huisheng.project import embedded
embedded.stop_on_sigterm()
server = embedded.EmbeddedPostgres(Path(sys.argv[1]), unsafe=True)
try:
    server.acquire()
    print("held", flush=True)
    time.sleep(60)
finally:
    server.release()
"""


def cluster(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "postgres", unsafe=True)


def server_pid(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def other_holder(server: EmbeddedPostgres) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(server.folder)], cwd=CLONE, text=True, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.stdout.close()
    return holder


def test_it_starts_stops_and_keeps_what_was_written(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    pid = server_pid(server)
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT lower('ÄÖÉ') AS word")
    server.release()
    assert wait_until(lambda: not runs(pid), 5)

    again = cluster(open_folder)
    again.acquire()
    with again.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("äöé",)
    again.release()
    again.release()  # harmless
    assert not (again.data / "postmaster.pid").exists()


def test_it_lives_in_a_folder_with_any_name(open_folder: Path) -> None:
    folder = open_folder / "回声 the 'house'"
    folder.mkdir(mode=0o711)
    server = cluster(folder)
    server.acquire()
    try:
        with server.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.release()
    assert not server.is_alive()


def test_it_runs_until_the_last_process_has_left(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    pid = server_pid(server)
    holder = other_holder(server)
    server.release()
    assert runs(pid)

    holder.terminate()
    holder.wait(20)

    assert wait_until(lambda: not runs(pid), 5)


def test_who_is_sent_away_while_it_starts_leaves_none_behind(open_folder: Path) -> None:
    server = cluster(open_folder)
    pids = []

    def sent_away() -> None:
        pids.append(server_pid(server))
        raise SystemExit(128 + signal.SIGTERM)

    with mock.patch.object(server, "ensure_database", sent_away), pytest.raises(SystemExit):
        server.acquire()

    assert wait_until(lambda: not runs(pids[0]), 5)


def test_it_is_stopped_by_the_next_one_after_a_holder_was_killed(open_folder: Path) -> None:
    server = cluster(open_folder)
    holder = other_holder(server)
    holder.kill()
    holder.wait()
    pid = server_pid(server)
    assert runs(pid)

    server.acquire()
    assert server_pid(server) == pid
    server.release()

    assert wait_until(lambda: not runs(pid), 5)


def test_it_comes_back_after_the_server_was_killed(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        connection.execute("CHECKPOINT")
    pid = server_pid(server)
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not runs(pid))
    server.drop_lease()

    again = cluster(open_folder)
    again.acquire()

    with again.connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)
    again.release()


def test_it_waits_for_what_a_killed_server_leaves_in_memory(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    server.release()
    real, said = server.run, ["FATAL:  pre-existing shared memory block (key 4711, ID 1) is still in use\n"]

    def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        if not said:
            return real(tool, *arguments)
        with server.log.open("a") as words:
            words.write(said.pop())
        return subprocess.CompletedProcess([tool], 1, "pg_ctl: could not start server")

    with mock.patch.object(server, "run", run):
        server.acquire()
        assert server.is_alive()
        server.release()


def test_another_reason_not_to_start_is_said_at_once(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    server.release()
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("nonsense = 1\n")
    with pytest.raises(EmbeddedError, match="nonsense"):
        server.acquire()


def test_it_makes_no_new_house_where_the_data_vanished_below_a_running_one(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    server.refuse_vanished()
    server.data.rename(open_folder / "away")
    try:
        with pytest.raises(EmbeddedError, match="volume"):
            server.refuse_vanished()
    finally:
        (open_folder / "away").rename(server.data)
        server.release()


def test_it_is_not_fooled_by_a_stranger_with_the_same_process_id(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    server.release()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")

    server.acquire()

    assert server_pid(server) != os.getpid()
    server.release()


def test_it_refuses_data_of_another_major_version(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    server.release()
    (server.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedError, match=r"PostgreSQL 16, this version brings 18"):
        server.acquire()


def test_it_lets_only_its_own_users_in(open_folder: Path) -> None:
    server = cluster(open_folder)
    server.acquire()
    try:
        assert server.socket.stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=5432, user="huisheng", dbname="huisheng", connect_timeout=2)
    finally:
        server.release()


def test_it_finds_a_short_socket_for_a_long_path(open_folder: Path) -> None:
    folder = open_folder / ("很长的文件夹名字" * 4) / ("再长一点" * 4)
    server = EmbeddedPostgres(folder, unsafe=True)
    server.acquire()
    try:
        assert len(os.fsencode(server.socket)) < 80
        with server.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.release()
        server.socket.rmdir()
