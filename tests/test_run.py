"""``python3 run.py`` for real: processes, signals, and what is left when it is over."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).resolve().parent.parent
STARTED_BY_THE_OTHER_SUITE = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")),
    reason="run.py starts on its embedded defaults here too; the suite on these shows that it does.",
)
OURS = ("PYTEST_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "FAIRLEAD_", "CI")


def environment(**extra) -> dict:
    """The environment of a person at a terminal, who has set nothing but what is given."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | extra


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(what, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} seconds in vain")


class Portal:
    """One run.py in the foreground."""

    def __init__(self, home: Path):
        self.port = free_port()
        self.home = home
        self.output = home / "output"
        env = environment(PORT=str(self.port), FAIRLEAD_HOME=str(home), FAIRLEAD_DEMO="no", WEB_CONCURRENCY="1")
        with self.output.open("w") as output:
            command = [sys.executable, "run.py"]
            self.process = subprocess.Popen(command, cwd=HERE, env=env, stdout=output, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> None:
        wait_for(lambda: "is ready at" in self.said() or self.process.poll() is not None, seconds=150)
        assert "is ready at" in self.said(), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        return next(each for each in psutil.Process(self.process.pid).children() if word in each.cmdline())

    def health(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return json.load(answer)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=40)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A state folder that the first start of the module prepares."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def portal(home):
    running = Portal(home)
    yield running
    running.end()


def all_gone(processes) -> bool:
    return not psutil.wait_procs(processes, timeout=0.1)[1]


@STARTED_BY_THE_OTHER_SUITE
@pytest.mark.faults
def test_start_serves_and_ctrl_c_leaves_nothing_behind(portal):
    portal.wait_until_ready()
    family = portal.family()

    assert portal.health()["status"] == "well"
    assert {"gunicorn", "worker", "beat"} <= {word for each in family for word in each.cmdline()}
    with socket.socket() as probe:  # nobody but this machine is served
        assert probe.connect_ex(("127.0.0.2", portal.port)) != 0

    portal.process.send_signal(signal.SIGINT)

    assert portal.process.wait(timeout=40) == 0
    assert all_gone(family)


@STARTED_BY_THE_OTHER_SUITE
@pytest.mark.faults
def test_second_start_does_nothing_again_and_stop_stops_it(portal):
    portal.wait_until_ready()
    family = portal.family()
    env = environment(FAIRLEAD_HOME=str(portal.home))

    assert "Preparing" not in portal.said()
    second = subprocess.run([sys.executable, "run.py"], cwd=HERE, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "The portal already runs on" in second.stderr

    done = subprocess.run(
        [sys.executable, "run.py", "stop"], cwd=HERE, env=env, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "The portal has stopped.\n")
    assert all_gone(family)


@STARTED_BY_THE_OTHER_SUITE
@pytest.mark.faults
def test_killed_run_takes_its_processes_along(portal):
    portal.wait_until_ready()
    family = portal.family()

    portal.process.kill()
    portal.process.wait()

    wait_for(lambda: all_gone(family), seconds=20)


@STARTED_BY_THE_OTHER_SUITE
@pytest.mark.faults
def test_killed_worker_is_started_again(portal):
    portal.wait_until_ready()
    worker = portal.child("worker")
    pool = worker.children()

    worker.kill()

    wait_for(lambda: "worker process ended (-9) and is started again" in portal.said())
    wait_for(lambda: all_gone(pool))
    wait_for(lambda: portal.child("worker").children(), seconds=60)
    assert portal.health()["status"] == "well"


def test_stop_of_nothing_says_so(tmp_path):
    env = environment(FAIRLEAD_HOME=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "run.py", "stop"], cwd=HERE, env=env, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "The portal is not running.\n")


def test_unknown_word_is_unusable_input():
    done = subprocess.run([sys.executable, "run.py", "dance"], cwd=HERE, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "does not know “dance”" in done.stderr


def test_port_in_use_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = environment(PORT=str(taken.getsockname()[1]), FAIRLEAD_HOME=str(tmp_path))
        done = subprocess.run(
            [sys.executable, "run.py"], cwd=HERE, env=env, capture_output=True, text=True, check=False
        )

    assert done.returncode == 1
    assert done.stderr.strip().startswith("Port ")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def fresh_clone(tmp_path):
    """The two commands in a folder without an environment."""
    shutil.copy(HERE / "run.py", tmp_path)
    shutil.copytree(HERE / "launch", tmp_path / "launch")
    return tmp_path


def setup_in(folder: Path, **extra) -> subprocess.CompletedProcess:
    env = environment(**extra)
    return subprocess.run(
        [sys.executable, "run.py", "setup"], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def test_missing_venv_is_one_sentence(fresh_clone):
    (fresh_clone / "requirements.txt").touch()
    (fresh_clone / "without").mkdir()
    (fresh_clone / "without" / "ensurepip.py").write_text("raise ImportError")

    done = setup_in(fresh_clone, PYTHONPATH=str(fresh_clone / "without"))

    assert done.returncode == 1
    assert done.stderr.strip() == "Python cannot make a virtual environment here: install python3-venv."


def test_index_out_of_reach_is_one_sentence(fresh_clone):
    (fresh_clone / "requirements.txt").write_text(f"no-such-fairlead==1.0 --hash=sha256:{64 * '0'}\n")

    done = setup_in(
        fresh_clone, PIP_CONFIG_FILE="/dev/null", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1"
    )

    assert done.returncode == 1
    assert done.stderr.strip().startswith("The Python package index cannot be reached")
    assert (fresh_clone / "var" / "log" / "install.log").exists()
