"""The Celery application. The timetable is data in ``portal.schedule``; both beat and ``run_due`` read it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("fairlead", task_cls="portal.core.runs:RecordedTask")  # every run is written down
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
