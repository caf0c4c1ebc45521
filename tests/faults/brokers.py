"""Brokers of one test that can be restarted. Neither the server, which has no disk, nor the folder keeps anything."""

import socket
import subprocess
from pathlib import Path

import redis

from tests.faults.stage import wait_until


class Folder:
    """The embedded broker. It has no process; what a restart of the machine may lose is what lies in its folder."""

    address = ""

    def __init__(self, site: Path):
        self.site = site

    def restart(self) -> None:
        """Lose what was not taken yet."""
        for file in self.site.rglob("queue/*"):
            if file.is_file():
                file.unlink(missing_ok=True)

    def end(self) -> None:
        """Leave nothing: the folder goes with the test."""


class Server:
    """A Redis on a port of its own, which keeps nothing on disk."""

    def __init__(self, folder: Path):
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            self.port = place.getsockname()[1]
        self.address, self.folder = f"redis://127.0.0.1:{self.port}/0", folder
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        keeping_nothing = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), *keeping_nothing]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        wait_until(self._answers, seconds=20)

    def restart(self) -> None:
        """Kill it without a warning and start it again."""
        self.end()
        self.start()

    def end(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        assert self.process.poll() is None, "redis-server has ended"
        try:
            with redis.Redis.from_url(self.address) as link:
                return bool(link.ping())
        except redis.ConnectionError:
            return False
