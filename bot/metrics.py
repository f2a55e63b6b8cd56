"""What is counted and measured, for Prometheus. No label ever names a chat."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_LAGS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)
_TIMES = (0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120)

#: name in the program -> (metric, what it is, labels).
COUNTERS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "delivery": ("delivery", "Tries to send, by how they ended", ("platform", "kind", "outcome")),
    "recovered": ("recovered", "Deliveries under way when their sender stopped", ("platform",)),
    "uncertain": ("uncertain", "Deliveries given up that may have arrived", ("platform",)),
    "duplicates_suppressed": (
        "duplicates_suppressed",
        "Pushes not made because their chats had the paper under another topic",
        (),
    ),
    "rate_limited_seconds": ("rate_limited_seconds", "Waits asked for", ("platform",)),
    "job_missed": ("job_missed", "Runs of jobs that did not take place", ("job",)),
    "job_failed": ("job_failed", "Runs of jobs that ended in an error", ("job",)),
}
HISTOGRAMS: Mapping[str, tuple[str, str, tuple[str, ...], tuple[float, ...]]] = {
    "delivery_lag": ("delivery_lag_seconds", "From due to accepted", ("platform",), _LAGS),
    "job": ("job_seconds", "What a job takes", ("job",), _TIMES),
    "retry_after": ("retry_after_seconds", "Single waits asked for", ("platform",), _LAGS),
}
GAUGES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "in_flight": ("in_flight", "Deliveries under way", ("platform",)),
    "pending": ("pending", "Deliveries that are due", ("platform",)),
    "oldest_pending": ("oldest_pending_seconds", "Age of the oldest due one", ("platform",)),
    "leader": ("leader", "1 where this process sends", ("platform",)),
    "tick_lag": ("tick_lag_seconds", "Since the planner last ran here", ()),
    "fetch_staleness": ("fetch_staleness_seconds", "Since a source last answered", ("source",)),
    "db_size": ("db_size_bytes", "The database", ()),
}


class Metrics:
    """`bot.ports.Watch`, kept for Prometheus."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        new = {"namespace": "chenbao", "registry": self._registry}
        self._counters = {
            key: Counter(name, text, labels, **new)  # type: ignore[arg-type]
            for key, (name, text, labels) in COUNTERS.items()
        }
        self._histograms = {
            key: Histogram(name, text, labels, buckets=buckets, **new)  # type: ignore[arg-type]
            for key, (name, text, labels, buckets) in HISTOGRAMS.items()
        }
        self._gauges = {
            key: Gauge(name, text, labels, **new)  # type: ignore[arg-type]
            for key, (name, text, labels) in GAUGES.items()
        }

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Something happened, `by` times."""
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(by)

    def measure(self, name: str, value: float, **labels: str) -> None:
        """Something took so long, in seconds."""
        histogram = self._histograms[name]
        (histogram.labels(**labels) if labels else histogram).observe(max(value, 0))

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Something stands at this value now."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def render(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
