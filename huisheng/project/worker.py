"""The worker process: takes jobs from the queue until it is told to stop."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable

import structlog
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from psycopg import Error as DatabaseError

from huisheng.core.channels.connectors.email.watch import MailWatch
from huisheng.journey.bell import Bell

JOBS_AT_ONCE = 4
BACKOFF_S = (0.5, 1, 2, 5)
HEALTHY_S = 20  # a run that lasted so long starts with a clean record
PARENT_GONE_WAIT_S = 8

log = structlog.get_logger("huisheng.worker")


def run_worker(*, jobs_at_once: int = JOBS_AT_ONCE) -> None:
    """Work, ring the bell and watch the mailboxes, until SIGINT or SIGTERM; running jobs are finished first. A lost database is
    waited for."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    helpers = (Bell(), MailWatch())
    for helper in helpers:
        helper.start()
    try:
        asyncio.run(work(jobs_at_once))
    finally:
        for helper in helpers:
            helper.stop()


async def work(jobs_at_once: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    failures = 0
    while not stop.is_set():
        began = asyncio.get_running_loop().time()
        await work_once(stop, jobs_at_once)
        failures = 0 if asyncio.get_running_loop().time() - began > HEALTHY_S else failures + 1
        if not stop.is_set():
            log.warning("worker lost the database, begins again")
            await wait_for(stop, BACKOFF_S[min(max(failures, 1), len(BACKOFF_S)) - 1])


async def work_once(stop: asyncio.Event, jobs_at_once: int) -> None:
    """One run of procrastinate's worker. It returns without an error when the database goes away."""
    assert isinstance(app.connector, DjangoConnector)  # noqa: S101 - for the type checker
    with app.replace_connector(app.connector.get_worker_connector()) as with_pool:
        try:
            async with with_pool.open_async():
                worker = asyncio.ensure_future(
                    with_pool.run_worker_async(concurrency=jobs_at_once, install_signal_handlers=False)
                )
                stopping = asyncio.ensure_future(stop.wait())
                await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
                worker.cancel()  # finishes running jobs, then returns
                await asyncio.gather(worker, stopping, return_exceptions=True)
        except (DatabaseError, exceptions.ConnectorException) as error:
            log.warning("worker cannot reach the database", error=str(error).strip())


async def wait_for(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def leave_with_parent(release: Callable[[], None] | None) -> None:
    """End this process when the one that started it is gone: then our standard input closes, even after kill -9."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(PARENT_GONE_WAIT_S)
        if release is not None:
            release()
        os._exit(1)

    threading.Thread(target=watch, name="parent guard", daemon=True).start()
