"""Forms about guidance."""

from django import forms

from dashboards.guidance.states import Kind
from portal.core.forms import Form, Radios, Textarea, TextInput


class Open(Form):
    """A new page."""

    slug = forms.SlugField(label="Address", max_length=60, help_text="Words joined by hyphens, such as lab-visits.")
    kind = forms.ChoiceField(label="What is the page for?", choices=Kind.choices, widget=Radios())


class Write(Form):
    """A version of a page."""

    title = forms.CharField(label="Title", max_length=150)
    summary = forms.CharField(
        label="In one sentence", max_length=300, widget=TextInput(), help_text="Shown in lists and by the search."
    )
    body = forms.CharField(
        label="Text",
        widget=Textarea(rows=24),
        max_length=40_000,
        help_text="Markdown: # for a heading, - for a list, [words](address) for a link.",
    )
    sources = forms.CharField(
        label="Sources", widget=Textarea(rows=4), max_length=4000, required=False, help_text="One a line."
    )
    reason = forms.CharField(label="What does this version change, and why?", max_length=300)


class SendBack(Form):
    """What is to be changed."""

    remark = forms.CharField(label="What is to be changed?", widget=Textarea(rows=4), max_length=2000)
