"""What a start must not wait for: libraries that few requests need are imported where they are used."""

import subprocess
import sys

from tests.factories import places

LATER = {"numpy", "scipy", "openpyxl", "python_calamine", "PIL", "lxml", "pikepdf", "docx", "holidays", "rapidfuzz"}
ASK = "import portal.wsgi, portal.celery, sys; portal.celery.app.loader.import_default_modules(); print(*sys.modules)"


def test_web_and_worker_begin_without_the_heavy_libraries(tmp_path):
    env = {**places.environment(tmp_path), "CELERY_SKIP_CHECKS": "true"}

    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True)

    begun = set(done.stdout.split())
    assert "compliance.screening.tasks" in begun and "portal.core.backoffice" in begun
    assert begun & LATER == set()
