"""What the worker does by itself: take up work that a killed worker left, clear away what is over."""

import structlog
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

STALLED_AFTER_S = 25  # a worker says every 10 s that it lives
FIRST = 20  # who mends the queue must not stand at its end
BELL = "bell"  # the queue whose finished jobs are swept away within the hour
KEEP_JOBS_H = 24 * 14

log = structlog.get_logger("huisheng.chores")


@app.periodic(cron="* * * * * */15")
@app.task(name="project.retry_stalled", queue=BELL, queueing_lock="project.retry_stalled", priority=FIRST)
async def retry_stalled(timestamp: int) -> None:
    """Queue again every job whose worker has died in the middle; jobs are written to be safe to run twice."""
    await begin_afresh()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
        log.warning("job of a dead worker, again", job=job.id, task=job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:  # of what comes round by itself the next one waits already
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@app.periodic(cron="17 3 * * *")
@app.task(name="project.clear_away", queueing_lock="project.clear_away")
def clear_away(timestamp: int) -> None:
    """Delete sessions that have ended."""
    close_old_connections()
    SessionStore.clear_expired()


@app.periodic(cron="27 3 * * *")
@app.task(name="project.forget_old_jobs", queueing_lock="project.forget_old_jobs")
async def forget_old_jobs(timestamp: int) -> None:
    """Delete finished jobs after two weeks; failed ones stay until somebody looked at them."""
    await begin_afresh()
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_H)


async def begin_afresh() -> None:
    """Leave a connection that died with the last database; the thread that asks for us would keep it for ever."""
    await sync_to_async(close_old_connections)()
