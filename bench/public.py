"""
The public dashboard under load: 200 requests a second against gunicorn with two workers, and what the page weighs.

    python -m bench.public [SECONDS]

Requests leave on a fixed beat whether or not earlier ones are answered, and each is timed from the moment at which it
was due, so that a slow answer is not hidden by the requests that it kept from being sent. Fails if the 95th percentile
reaches 20 ms, if any answer is not 200, or if the page with everything it loads weighs 300 KB or more on the wire.
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
from typing import Any

from bench import measure

RATE, SECONDS, CONNECTIONS = 200, 20, 24
MOST_MS, MOST_BYTES = 20.0, 300_000


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
            found, bad = asyncio.run(_load(port, seconds))
        finally:
            server.terminate()
            server.wait(timeout=15)
    rows = [
        ("requests", len(found.seconds)),
        ("not answered with 200", bad),
        ("p50 ms", found.p50 * 1000),
        ("p95 ms", found.p95 * 1000),
        ("p99 ms", found.percentile(0.99) * 1000),
        ("bytes on the wire, everything", weight),
    ]
    measure.table((f"{RATE} requests a second for {seconds} s", "figure"), rows)
    return 1 if bad or found.p95 * 1000 >= MOST_MS or weight >= MOST_BYTES else 0


def _serve(file: str, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "WEB_CONCURRENCY": "2", "FAIRLEAD_DEBUG": "no"}
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int) -> None:
    for _ in range(120):
        try:
            _get(f"http://127.0.0.1:{port}/transparency/")
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
    body, _ = _get(f"{home}/transparency/")
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


async def _load(port: int, seconds: int) -> tuple[measure.Times, int]:
    queue: asyncio.Queue[float | None] = asyncio.Queue()
    found: list[float] = []
    bad: list[int] = []
    senders = [asyncio.create_task(_send(port, queue, found, bad)) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for number in range(RATE * seconds):
        due = begun + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait(due)
    for _ in senders:
        queue.put_nowait(None)
    await asyncio.gather(*senders)
    return measure.Times(tuple(found)), len(bad)


async def _send(port: int, queue: "asyncio.Queue[float | None]", found: list[float], bad: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET /transparency/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n\r\n".encode()
    while (due := await queue.get()) is not None:
        if reader.at_eof():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head.lower()).group(1))  # type: ignore[union-attr]
        await reader.readexactly(length)
        found.append(time.perf_counter() - due)
        if b" 200 " not in head.split(b"\r\n")[0]:
            bad.append(1)
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
