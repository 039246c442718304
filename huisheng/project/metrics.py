"""What /metrics counts about requests. Only names and numbers: no paths, no people."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("huisheng_requests_total", "Answered requests", ["view", "method", "status"])
LATENCY = Histogram(
    "huisheng_request_seconds",
    "Time to answer a request",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """Count one answer; unknown methods share a label so that nobody can flood the label set."""
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    LATENCY.labels(view).observe(seconds)
