"""The whole house from the outside: start, stop, and the deaths it must survive."""

import signal
import time
from collections.abc import Callable

import psutil
import pytest

from tests.project.conftest import House, wait_until

pytestmark = pytest.mark.slow
Start = Callable[..., House]


def test_it_starts_answers_and_stops_without_orphans(start_house: Start) -> None:
    house = start_house(fresh=True)
    house.be_ready()
    assert wait_until(house.worker)

    began = time.monotonic()
    house.process.send_signal(signal.SIGTERM)

    assert house.process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert wait_until(lambda: house.members == [], 5)
    check_second_start(start_house, house)


def check_second_start(start_house: Start, first: House) -> None:
    """The folder can be used again, and Ctrl-C is as good as SIGTERM."""
    again = start_house()
    assert again.home == first.home
    again.be_ready()
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(10) == 0
    assert wait_until(lambda: again.members == [], 5)


def test_it_survives_the_death_of_its_database(start_house: Start) -> None:
    house = start_house()
    house.be_ready()
    left = house.home / "postgres" / "data" / "postmaster.pid"
    first = int(left.read_text().split()[0])

    psutil.Process(first).kill()

    assert wait_until(lambda: house.status("/readyz") == 200 and int(left.read_text().split()[0]) != first, 40)
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(15) == 0
    assert wait_until(lambda: house.members == [], 5)


def test_it_replaces_a_killed_worker_and_dies_as_a_whole(start_house: Start) -> None:
    house = start_house()
    house.be_ready()
    house.kill_worker()
    assert wait_until(house.worker)

    house.process.kill()

    assert wait_until(lambda: house.members == [], 20), "a child outlived the killed parent"


def test_it_says_that_the_port_is_taken(start_house: Start) -> None:
    house = start_house()
    house.be_ready()

    second = start_house(PORT=str(house.port))

    assert second.process.wait(30) == 1
    words = second.log.read_text()
    assert f"Port {house.port} is taken" in words
    assert "Traceback" not in words
    assert house.status("/healthz") == 200
