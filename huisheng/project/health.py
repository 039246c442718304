"""Three addresses for machines: alive, ready, metrics."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest

from huisheng.core.base.queue import WAITING_TOO_LONG_S, oldest_waiting_s
from huisheng.core.base.saved import ROOM_LEAST_MB, free_mb
from huisheng.core.channels.connectors.email.monitor import stops


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; says nothing about the database."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated, and the queue moves; 503 with the reasons otherwise.

    `warnings` names what does not keep this process from serving yet: "mail" has stood still for a quarter of an hour,
    the "disk" is nearly full.
    """
    warnings = ["disk"] if free_mb(settings.HUISHENG_HOME) < ROOM_LEAST_MB else []
    try:
        problems = open_problems()
        if "migrations" not in problems and stops():
            warnings.append("mail")
    except DatabaseError:
        problems = ["database"]
    return JsonResponse(
        {"status": "waiting" if problems else "ok", "problems": problems, "warnings": warnings},
        status=503 if problems else 200,
    )


def open_problems() -> list[str]:
    problems = ["migrations"] if pending_migrations() else []
    if not problems and oldest_waiting_s() > WAITING_TOO_LONG_S:
        problems.append("queue")
    return problems


def pending_migrations() -> list[str]:
    """Names of migrations that are in the code and not in the database."""
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def queue_counts() -> dict[str, int]:
    """Jobs by state; `todo` counts only those that are due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, count(*) FROM procrastinate_jobs"
            " WHERE status IN ('doing', 'failed') OR status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
            " GROUP BY status"
        )
        return {"todo": 0, "doing": 0, "failed": 0, **dict(cursor.fetchall())}


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text for this machine, or for whoever holds HUISHENG_METRICS_TOKEN; 404 for the rest."""
    if not may_read_metrics(request):
        raise Http404
    return HttpResponse(
        generate_latest(REGISTRY) + generate_latest(database_gauges()), content_type=CONTENT_TYPE_LATEST
    )


def may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    behind_proxy = "X-Forwarded-For" in request.headers
    return not behind_proxy and ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104


def database_gauges() -> CollectorRegistry:
    registry = CollectorRegistry()
    jobs = Gauge("huisheng_jobs", "Jobs in the queue by state", ["state"], registry=registry)
    for state, count in queue_counts().items():
        jobs.labels(state).set(count)
    Gauge("huisheng_oldest_job_seconds", "Age of the oldest due job", registry=registry).set(oldest_waiting_s())
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = to_regclass('tickets_ticket')")
        row = cursor.fetchone()
    Gauge("huisheng_tickets_estimate", "Tickets, as the planner estimates", registry=registry).set(row[0] if row else 0)
    return registry
