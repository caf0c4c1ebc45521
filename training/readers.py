"""Who may read the files that go with a version of a course."""

from portal.core import attachments
from training import policies

attachments.register("training.CourseVersion", policies.may_read_material)
