"""The collector of every capability's tasks."""

from compliance import collect

collect.modules("tasks")
