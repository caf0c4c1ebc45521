"""Files of completions as the CITI Program exports them, and what becomes of their rows."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.training import make_course
from training.models import OutsideCourse

CITI = [
    "First Name",
    "Last Name",
    "Email",
    "CR Number",
    "Group ID",
    "Group",
    "Score",
    "Passing score",
    "Stage Number",
    "Stage",
    "Date Completed",
    "Expiration Date",
    "Institutional Username",
    "Gender",
    "Address Field 1",
    "City",
    "Phone",
]


def line(who="ann", **given):
    """Write one row of the CITI Program, with things that we must not keep."""
    values = {
        "First Name": "Ann",
        "Last Name": "Smith",
        "Email": "private@elsewhere.example",
        "CR Number": "1001",
        "Group ID": "77",
        "Group": "Export Compliance",
        "Score": "90",
        "Passing score": "80",
        "Stage Number": "1",
        "Stage": "Basic",
        "Date Completed": "2026-05-31",
        "Expiration Date": "2028-05-31",
        "Institutional Username": who,
        "Gender": "secret-gender",
        "Address Field 1": "secret-street",
        "City": "secret-city",
        "Phone": "secret-phone",
        **given,
    }
    return [values[name] for name in CITI]


def upload(*lines, delimiter="\t", encoding="utf-8", heading=CITI, name="citi.txt"):
    """Make an uploaded file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heading, *lines])
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def mapped(course=None):
    """Say beforehand what the outside course is."""
    return OutsideCourse.objects.create(group_id="77", stage_number="1", course=course or make_course("basics"))


def states(batch):
    """Return the states of a batch's rows, in order."""
    return list(batch.rows.order_by("line").values_list("state", flat=True))


def problem(batch):
    """Return what is wrong with the only row."""
    return batch.rows.get().problem
