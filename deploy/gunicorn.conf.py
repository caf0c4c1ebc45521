"""How gunicorn serves the portal, on a laptop as at a site. Addresses come from the command line."""

import gc
import multiprocessing
import os
from pathlib import Path

from gunicorn.glogging import Logger


class Structured(Logger):
    """Hand gunicorn's own lines to the portal's log, one JSON object each."""

    def setup(self, cfg):
        """Leave the handling to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


gc.disable()  # nothing of what is imported becomes garbage; looking for it costs a tenth of the start


def when_ready(server):
    """Leave what was imported out of every later collection, so that the workers go on sharing its memory."""
    gc.freeze()


def post_fork(server, worker):
    """Collect garbage in the workers, where requests make some."""
    gc.enable()


logger_class = Structured
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, multiprocessing.cpu_count()))
threads = 4
preload_app = True  # one import for all workers, and a start that fails before the first request
control_socket_disable = True  # gunicorn 27 would open one in the home folder
timeout = 60
graceful_timeout = 10
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (heartbeats of workers, not data)
errorlog = "-"
accesslog = None  # the portal writes one structured line per request itself
