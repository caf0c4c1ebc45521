"""
The Celery application of beat, which names tasks and runs none.

It leaves out finding the tasks, and with them most of what the portal is made of. ``portal.celery`` serves as well, and
takes twice as long to start.
"""

from celery import Celery

app = Celery("fairlead")
app.config_from_object("django.conf:settings", namespace="CELERY")
