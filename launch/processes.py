"""Web, worker and beat: started together, watched, and stopped together."""

import collections
import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from launch import HERE, PYTHON, VAR, Trouble
from launch.commands import environment, last_line, tied

GRACE = 15  # seconds that a process has to end by itself
HEALTHY_WITHIN = 90
TOO_OFTEN, WITHIN = 5, 60  # a process that ends five times within a minute is not started again
LOG_LIMIT = 10_000_000
ALONE = ["--without-gossip", "--without-mingle"]  # there is one worker


class Processes:
    """The three processes of an embedded portal."""

    def __init__(self, port: int):
        self.port = port
        self.running: dict[str, subprocess.Popen] = {}
        self.ends: dict[str, collections.deque] = collections.defaultdict(lambda: collections.deque(maxlen=TOO_OFTEN))
        gunicorn = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
        # Celery would otherwise read every page and the whole back office, only to check them.
        celery = [PYTHON, "-m", "celery", "--skip-checks", "-A"]
        self.commands = {
            "web": [*gunicorn, "portal.wsgi:application"],
            "worker": [*celery, "portal.celery", "worker", "--concurrency=2", *ALONE, "--loglevel=INFO"],
            "beat": [*celery, "portal.beat", "beat", "--pidfile=", "--loglevel=INFO"],
        }

    def start(self) -> None:
        """Start all three at once."""
        (VAR / "log").mkdir(parents=True, exist_ok=True)
        for name in self.commands:
            self._start(name)

    def wait_until_healthy(self) -> None:
        """
        Wait until /healthz says that all is well.

        :raises Trouble: if a process ends meanwhile, or it takes too long
        """
        begun, words = time.monotonic(), "no answer"
        while (waited := time.monotonic() - begun) < HEALTHY_WITHIN:
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise Trouble(f"The {name} process ended while starting: {self._last_words(name)}")
            healthy, words = health(self.port, younger_than=waited)
            if healthy:
                return
            time.sleep(0.05)
        raise Trouble(f"The portal did not become healthy within {HEALTHY_WITHIN} seconds: {words}")

    def keep_running(self) -> None:
        """
        Start again whatever ends.

        :raises Trouble: if a process ends over and over
        """
        while True:
            time.sleep(0.5)
            for name, process in list(self.running.items()):
                if process.poll() is not None:
                    self._start_again(name, process)

    def stop(self) -> None:
        """End all: asked first, killed after the grace, with everything they started."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + GRACE
        with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl-C ends the grace
            while time.monotonic() < deadline and any(each.poll() is None for each in self.running.values()):
                time.sleep(0.05)
        for process in self.running.values():
            _kill_group(process)

    def _start(self, name: str) -> None:
        log = VAR / "log" / f"{name}.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self.running[name] = subprocess.Popen(
                self.commands[name],
                cwd=HERE,
                env=environment(REMAP_SIGTERM="SIGQUIT"),  # Celery: finish within its soft shutdown, not in an hour
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal reaches run.py alone
                preexec_fn=tied,
            )

    def _start_again(self, name: str, process: subprocess.Popen) -> None:
        ends = self.ends[name]
        ends.append(time.monotonic())
        if len(ends) == TOO_OFTEN and ends[-1] - ends[0] < WITHIN:
            raise Trouble(f"The {name} process ended {TOO_OFTEN} times within a minute: {self._last_words(name)}")
        print(f"The {name} process ended ({process.returncode}) and is started again.", flush=True)
        _kill_group(process)
        self._start(name)

    def _last_words(self, name: str) -> str:
        log = VAR / "log" / f"{name}.log"
        return f"{last_line(log.read_text(errors='replace'))} Details: {log}"


def health(port: int, younger_than: float) -> tuple[bool, str]:
    """Return whether /healthz says that all is well, and what it said otherwise. Old signs of life do not count."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            checks = json.load(answer)["checks"]
    except urllib.error.HTTPError as error:
        return False, error.read(2000).decode(errors="replace")
    except (OSError, ValueError) as error:
        return False, str(error)
    old = [name for name in ("worker", "beat") if checks[name]["age_seconds"] > younger_than + 1]
    return not old, f"no sign of life from {' and '.join(old)}"


def _kill_group(process: subprocess.Popen) -> None:
    """End the process and all that it started and left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
