"""What tests of faults have in common: real workers on the test's database, killed without a chance to clean up."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

CELERY = [sys.executable, "-m", "celery", "-A"]
CLOCKS = "tests.faults.clocks"
DAY = 24 * 60 * 60


class Stage:
    """The processes of one test. Whatever still runs is killed at its end."""

    def __init__(self, env: dict[str, str], folder: Path):
        self.env, self.folder, self.running = env, folder, list[subprocess.Popen]()

    def worker(self, *, pool: int = 2, ahead: int = 0) -> subprocess.Popen:
        """Start a worker, with a clock that is so many seconds ahead."""
        return self._start("worker", f"--concurrency={pool}", "--without-gossip", "--without-mingle", ahead=ahead)

    def beat(self) -> subprocess.Popen:
        """Start beat."""
        return self._start("beat", app="portal.beat")

    def call(self, task: str) -> None:
        """Ask for a task, as beat does."""
        subprocess.run(
            [*CELERY, CLOCKS, "call", task], cwd=settings.BASE_DIR, env=self.env, check=True, capture_output=True
        )

    def _start(self, *command: str, app: str = CLOCKS, ahead: int = 0) -> subprocess.Popen:
        with (self.folder / "processes.log").open("ab") as log:
            options = {"cwd": settings.BASE_DIR, "env": {**self.env, "CLOCK_AHEAD": str(ahead)}}
            process = subprocess.Popen(
                [*CELERY, app, *command], start_new_session=True, stdout=log, stderr=subprocess.STDOUT, **options
            )
        self.running.append(process)
        return process

    def end(self) -> None:
        """Kill what still runs."""
        for process in self.running:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill a process with its children, without a chance to clean up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(reached, seconds: float = 60, every: float = 0.02) -> None:
    """Wait, and fail if it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every)
