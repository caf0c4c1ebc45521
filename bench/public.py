"""
The public pages under load: 200 requests a second against gunicorn with two workers, and what the page weighs.

    python -m bench.public [SECONDS]

Requests leave on a fixed beat whether or not earlier ones are answered, and each is timed from the moment at which it
was due, so that a slow answer is not hidden by the requests that it kept from being sent. Three of four are for the
dashboard, the others for further public pages in turn. The two seconds before are not counted: each worker draws each
page once. Fails if the 95th percentile reaches 20 ms, if any answer is not 200, or if the page with everything it loads
weighs 300 KB or more on the wire.
"""

import asyncio
import gzip
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import psutil

from bench import measure

RATE, SECONDS, WARM, CONNECTIONS = 200, 20, 2, 24
MOST_MS, MOST_BYTES = 20.0, 300_000
DASHBOARD = "/transparency/"
OTHERS = (
    "/transparency/?tier=3",
    "/transparency/figures/days-with-us/",
    "/transparency/releases/1/figures.csv",
    "/transparency/method/",
    "/guidance/",
)


@dataclass
class Found:
    """What became of the requests."""

    seconds: list[float] = field(default_factory=list)
    bad: int = 0


def main(seconds: int) -> int:
    """Publish figures, serve them, load them; return 1 if a promise is broken."""
    with measure.fresh_database():
        from django.core.management import call_command
        from django.db import connection

        from tests.factories.figures import publish_figures

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        publish_figures()
        file = connection.settings_dict["NAME"]
        connection.close()
        port = _free_port()
        server = _serve(file, port)
        try:
            _wait(port)
            weight = _weight(port)
            asyncio.run(_load(port, WARM))
            before, ours = _processor(server.pid), time.process_time()
            found = asyncio.run(_load(port, seconds))
            portal, ours = _processor(server.pid) - before, time.process_time() - ours
        finally:
            server.terminate()
            server.wait(timeout=15)
    times, asked = measure.Times(tuple(found.seconds)), len(found.seconds)
    rows = [
        ("requests", asked),
        ("not answered with 200", found.bad),
        ("p50 ms", times.p50 * 1000),
        ("p95 ms", times.p95 * 1000),
        ("p99 ms", times.percentile(0.99) * 1000),
        ("processor ms of the portal for a request", portal / asked * 1000),
        ("processor ms of the load tool for a request", ours / asked * 1000),
        ("bytes on the wire, everything", weight),
    ]
    measure.table((f"{RATE} requests a second for {seconds} s", "figure"), rows)
    return 1 if found.bad or times.p95 * 1000 >= MOST_MS or weight >= MOST_BYTES else 0


def _serve(file: str, port: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{file}",
        "WEB_CONCURRENCY": "2",
        "FAIRLEAD_DEBUG": "no",
        "FAIRLEAD_LOG_LEVEL": "INFO",  # one line for each request, as at a site
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "-c",
        "deploy/gunicorn.conf.py",
        "-b",
        f"127.0.0.1:{port}",
    ]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _processor(pid: int) -> float:
    """Return the processor time in seconds that a process and its children have had."""
    server = psutil.Process(pid)
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int) -> None:
    for _ in range(120):
        try:
            _get(f"http://127.0.0.1:{port}{DASHBOARD}")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The server did not start.")


def _get(address: str) -> tuple[bytes, Any]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read(), answer.headers


def _weight(port: int) -> int:
    """Return the bytes that a browser loads for the page: the page itself as a proxy compresses it, and its files."""
    home = f"http://127.0.0.1:{port}"
    body, _ = _get(f"{home}{DASHBOARD}")
    text = body.decode()
    files = set(re.findall(r'(?:href|src|data-design)="(/static/[^"]+)"', text))
    total = len(gzip.compress(body))
    for file in sorted(files):
        found, headers = _get(home + file)
        total += len(found)
        if "css" in headers.get("Content-Type", ""):
            style = gzip.decompress(found).decode() if headers.get("Content-Encoding") == "gzip" else found.decode()
            assert "http" not in "".join(re.findall(r"url\(([^)]+)\)", style))
    return total


class Line(asyncio.BufferedProtocol):
    """A connection for one request after the other. What arrives is counted and not kept."""

    transport: asyncio.Transport | None = None
    answer: "asyncio.Future[bool] | None" = None

    def __init__(self) -> None:
        self.buffer = memoryview(bytearray(256 * 1024))
        self.filled = self.missing = 0
        self.good = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember over what to send."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that will not come any more is a bad one."""
        self.transport = None
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(False)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where the next bytes go: behind those of an unfinished head, or over what is done with."""
        return self.buffer[self.filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Read the head; then only count what is missing of the length that it gives."""
        if self.missing:
            self.missing -= nbytes
        else:
            self.filled += nbytes
            head, end, _ = bytes(self.buffer[: min(self.filled, 8192)]).partition(b"\r\n\r\n")
            if not end:
                return
            length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", head).group(1))  # type: ignore[union-attr]
            self.missing = length - (self.filled - len(head) - len(end))
            self.good, self.filled = head.startswith(b"HTTP/1.1 200 "), 0
        if not self.missing and self.answer is not None:
            self.answer.set_result(self.good)

    async def ask(self, request: bytes) -> bool:
        """Send a request, wait for the last byte of its answer, and tell whether it was a 200."""
        self.answer = asyncio.get_running_loop().create_future()
        assert self.transport is not None
        self.transport.write(request)
        return await self.answer


async def _load(port: int, seconds: int) -> Found:
    found = Found()
    queue: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    senders = [asyncio.create_task(_send(port, queue, found)) for _ in range(CONNECTIONS)]
    begun = time.perf_counter() + 0.1
    for number, path in enumerate(islice(_paths(), RATE * seconds)):
        due = begun + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait((due, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()))
    for _ in senders:
        queue.put_nowait(None)
    await asyncio.gather(*senders)
    return found


def _paths() -> Iterator[str]:
    for other in cycle(OTHERS):
        yield from (DASHBOARD, DASHBOARD, DASHBOARD, other)


async def _send(port: int, queue: "asyncio.Queue[tuple[float, bytes] | None]", found: Found) -> None:
    line = Line()
    while (wanted := await queue.get()) is not None:
        due, request = wanted
        if line.transport is None:
            _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
        found.bad += not await line.ask(request)
        found.seconds.append(time.perf_counter() - due)
    if line.transport is not None:
        line.transport.close()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
