"""Figures for whoever keeps the server running, in the text format of Prometheus.

Several workers answer, so each keeps its counts in a file of the folder ``PROMETHEUS_MULTIPROC_DIR``, which
the server makes before the first of them starts; without that folder the figures are this process's own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from sopctl import __version__
from sopctl.application.library import Library
from sopctl.application.safekeeping.pulse import Pulse, pulse

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Figures:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "sopctl_requests_total", "Requests by page, method and status", ("page", "method", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "sopctl_request_seconds", "Time to answer", ("page",), buckets=_BUCKETS, registry=self._registry
        )

    def install(self, app: Flask) -> None:
        """Count every request when it is answered."""

        @app.after_request
        def count(response: Response) -> Response:
            page = request.endpoint or "nothing"
            self._requests.labels(page, request.method, response.status_code).inc()
            begun = g.get("begun")
            if begun is not None:
                self._seconds.labels(page).observe(time.perf_counter() - begun)
            return response

    def text(self, library: Library, worker_age: float | None = None) -> bytes:
        """Everything as Prometheus reads it: the requests of all workers, and the state of the library.

        ``worker_age``: seconds since the worker's last round, None when there was none.
        """
        return self._counted() + _state(pulse(library), worker_age)

    def _counted(self) -> bytes:
        if not os.environ.get(SHARED):
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library has no type here
        return generate_latest(together)


class _State:
    """The state of the library, read when it is asked for; nothing of it is counted in a process."""

    def __init__(self, found: Pulse, worker_age: float | None) -> None:
        self._found = found
        self._worker_age = worker_age

    def collect(self) -> Iterator[Metric]:
        """The figures, as the library of Prometheus wants them."""
        for name, about, value in (
            ("sopctl_documents_in_force", "Documents with a version in force today", self._found.in_force),
            ("sopctl_versions_in_work", "Versions that are not released", self._found.in_work),
            ("sopctl_releases_unfinished", "Releases that began and are not done", self._found.unfinished),
            ("sopctl_messages_waiting", "Mails and LINE messages not sent yet", self._found.messages),
            ("sopctl_messages_undeliverable", "Messages given up", self._found.undeliverable),
            ("sopctl_signing_locked", "People whose signing is locked", self._found.locked),
        ):
            yield GaugeMetricFamily(name, about, value=value)
        if self._worker_age is not None:
            name, about = "sopctl_worker_seconds", "Seconds since the worker's last round"
            yield GaugeMetricFamily(name, about, value=self._worker_age)
        build = GaugeMetricFamily("sopctl_build", "This program", labels=["version"])
        build.add_metric([__version__], 1)
        yield build


def _state(found: Pulse, worker_age: float | None) -> bytes:
    registry = CollectorRegistry()
    registry.register(_State(found, worker_age))
    return generate_latest(registry)
