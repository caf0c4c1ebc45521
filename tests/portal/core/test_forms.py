"""Forms: the components draw them, errors are said twice and lead to their field."""

from datetime import date

import pytest
from django import forms as django_forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from portal.core import forms
from portal.core.dev import SampleForm
from portal.core.errors import Invalid


class Visit(forms.Form):
    begins_on = forms.DateField(label="Begins", earliest=date(2026, 1, 1), latest=date(2026, 12, 31))


def visit(day="", month="", year=""):
    return Visit({"begins_on-day": day, "begins_on-month": month, "begins_on-year": year})


@pytest.mark.parametrize("month", ["7", "07", "July", "jul", "Jul."])
def test_a_day_is_read_from_three_boxes(month):
    form = visit("1", month, "2026")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["begins_on"] == date(2026, 7, 1)


def test_a_day_is_read_in_iso_form_too():
    form = Visit({"begins_on": "2026-07-01"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["begins_on"] == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), "Enter a day."),
        (("1", "", "2026"), "Enter a day, a month and a year with four figures."),
        (("1", "7", "26"), "Enter a day, a month and a year with four figures."),
        (("31", "2", "2026"), "There is no such day in the calendar."),
        (("1", "13", "2026"), "There is no such day in the calendar."),
        (("1", "7", "2025"), "The earliest day is 1 January 2026."),
        (("1", "7", "2027"), "The latest day is 31 December 2026."),
    ],
)
def test_what_is_wrong_with_a_day_is_said(boxes, sentence):
    assert visit(*boxes).errors["begins_on"] == [sentence]


def test_what_was_typed_stays_in_the_boxes():
    html = str(visit("31", "2", "26")["begins_on"])

    assert 'value="31"' in html
    assert 'value="26"' in html


def test_every_kind_of_field_is_drawn_by_its_component():
    html = str(SampleForm())

    for sign in (
        "govuk-radios__input",
        "govuk-checkboxes__input",
        "govuk-date-input",
        "govuk-textarea",
        "govuk-select",
    ):
        assert sign in html
    assert 'data-maxlength="500"' in html
    assert html.count("<fieldset") >= 5
    assert "(optional)" in html


def test_errors_lead_from_the_summary_to_the_field():
    form = SampleForm({})

    summary = render_to_string("components/error_summary.html", {"form": form})

    assert 'href="#id_title"' in summary
    assert 'href="#id_activity_0"' in summary
    assert 'href="#id_starts_on-day"' in summary
    assert "What are you doing: Choose an answer." in summary
    assert 'aria-describedby="id_title_helptext id_title_error"' in str(form["title"])


def test_a_form_without_errors_has_no_summary():
    assert "error" not in render_to_string("components/error_summary.html", {"form": SampleForm()})


def test_a_refusal_of_an_action_comes_back_to_its_field():
    form = visit("1", "7", "2026")

    forms.raise_to(form, Invalid("The office is closed that day.", field="begins_on"))

    assert form.errors["begins_on"] == ["The office is closed that day."]


@pytest.mark.parametrize("field", [None, "unknown"])
def test_a_refusal_that_names_no_field_stands_above_the_form(field):
    form = visit("1", "7", "2026")

    forms.raise_to(form, Invalid("Not like this.", field=field))

    assert form.non_field_errors() == ["Not like this."]


def test_a_file_that_is_too_large_is_refused_unread(settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    class Paper(forms.Form):
        paper = forms.FileField(label="Paper", kinds="PDF", max_mb=1)

    large = SimpleUploadedFile("a.pdf", b"x" * (1024 * 1024 + 1))

    assert Paper({}, MultiValueDict({"paper": [large]})).errors["paper"] == ["The file is larger than 1 MB."]
    assert "PDF. At most 1 MB." in str(Paper()["paper"].as_field_group())


def test_fields_that_no_heading_claims_come_last():
    class Ordered(forms.Form):
        fieldsets = (("Second", ("b",)),)
        a = django_forms.CharField()
        b = django_forms.CharField()

    assert [(title, [field.name for field in fields]) for title, fields in Ordered().sections()] == [
        ("Second", ["b"]),
        ("", ["a"]),
    ]


def test_placeholders_are_left_out_because_labels_say_it():
    class Stock(django_forms.Form):
        name = django_forms.CharField(widget=django_forms.TextInput(attrs={"placeholder": "Name"}))

    assert "placeholder" not in str(Stock())


class Route(forms.Form):
    """Choices as models give them, with nine dashes for what is not chosen."""

    DASHED = (("", "---------"), ("sea", "By sea"))
    required = django_forms.ChoiceField(label="How it travels", choices=DASHED)
    optional = django_forms.ChoiceField(label="How it comes back", choices=DASHED, required=False)
    certain = django_forms.ChoiceField(label="How it is packed", choices=[("box", "In a box")])


@pytest.mark.parametrize(("field", "words"), [("required", "Choose"), ("optional", "Nothing chosen")])
def test_what_is_not_chosen_is_said_in_words(field, words):
    html = str(Route()[field])

    assert f'<option value="" selected>{words}</option>' in html
    assert "---" not in html and "By sea" in html


def test_a_list_without_an_empty_choice_stays_without():
    assert str(Route()["certain"]).count("<option") == 1


def test_what_a_filter_leaves_open_is_any():
    form = Route()
    forms.as_filters(form)

    assert '<option value="" selected>Any</option>' in str(form["required"])
    assert str(form["certain"]).count("<option") == 1
