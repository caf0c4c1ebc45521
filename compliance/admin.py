"""The collector of every capability's admin."""

from compliance import collect

collect.modules("admin")
