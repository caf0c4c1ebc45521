"""The project: settings, addresses, timetable, and the two ground-floor apps `core` and `accounts`."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
