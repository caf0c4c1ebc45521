"""My training, a course, and the player: one lesson or one question a page, without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.core import attachments
from portal.core.asking import posted, signed_in
from portal.core.interface import Row
from training import actions, forms, grading, policies, queries
from training.models import Attempt, Completion, Course, CourseVersion, Enrolment, TabletopSession
from training.rendering import lesson_html
from training.states import SessionState

AHEAD = [SessionState.PLANNED, SessionState.RUNNING]


def index(request: HttpRequest) -> HttpResponse:
    """Show what is asked of this person, why and by when, the next thing first, and what is done."""
    user, today = signed_in(request), timezone.localdate()
    desk = queries.desk(user, today)
    named = {
        each.course.pk for each in [*desk.open, *desk.settled, *desk.wanted, *([desk.first] if desk.first else [])]
    }
    done = Completion.objects.filter(person=user, struck_at=None).select_related("course", "version")
    sittings = TabletopSession.objects.filter(seats__person=user, state__in=AHEAD).select_related("facilitator")
    context = {
        "desk": desk,
        "today": today,
        "others": Course.objects.offered().exclude(pk__in=named).order_by("title"),
        "done": done.order_by("-completed_on", "-pk"),
        "exercises": queries.practised(user),
        "sittings": sittings.order_by("planned_for", "pk"),
        "leads": user.has_perm("training.view_unit_training"),
        "oversees": user.has_perm("training.view_every_completion"),
        "manages": user.has_perm("training.manage_training"),
    }
    return render(request, "training/index.html", context)


def course(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a course is about, and let the person begin or go on."""
    found = get_object_or_404(Course, code=code)
    user, today = signed_in(request), timezone.localdate()
    versions = list(found.versions.published().order_by("language"))
    first = next((each for each in versions if each.language == "en"), versions[0] if versions else None)
    asked = next((each for each in queries.obligations(user, today) if each.course == found), None)
    context = {
        "course": found,
        "version": None if found.retired_on else first,
        "versions": versions,
        "asked": asked,
        "enrolment": Enrolment.objects.open().filter(person=user, course=found).select_related("enrolled_by").first(),
        "attempt": Attempt.objects.filter(person=user, course=found, finished_at=None).first(),
        "completion": queries.last_completion(user, found, today),
        "lessons": list(dict.fromkeys(first.lessons.order_by("position").values_list("title", flat=True)))
        if first
        else [],
        "materials": attachments.of(first) if first else [],
        "facts": _facts(first) if first else [],
    }
    return render(request, "training/course.html", context)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin, or go on."""
    found = get_object_or_404(Course, code=code)
    language = request.POST.get("language", "en")
    return redirect(actions.begin(found, actor=signed_in(request), at=timezone.now(), language=language))


def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the first page that is not done, to the last step, or to the result."""
    found = _own(request, pk)
    if found.finished_at:
        return _result(request, found)
    if hasattr(found.version, "package"):
        return redirect("training:package", pk)
    number = queries.journey(found).next_number
    return redirect("training:station", pk, number) if number else redirect("training:finish", pk)


def station(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show one lesson or one question; take the answer."""
    found = _own(request, pk)
    if found.finished_at:
        return redirect(found)
    journey = queries.journey(found)
    if not 1 <= number <= journey.total:
        return redirect(found)
    here = journey.stations[number - 1]
    if here.lesson is not None:
        return _lesson(request, journey, here)
    return _question(request, journey, here)


def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to hand in, and show the result."""
    found = _own(request, pk)
    if request.method == "POST":
        completion = actions.finish(found, actor=signed_in(request), at=timezone.now())
        if completion:
            messages.success(request, f"You have completed “{found.course}”.")
        return redirect(found)
    return render(request, "training/finish.html", {"attempt": found, "journey": queries.journey(found)})


def _lesson(request: HttpRequest, journey: Any, here: Any) -> HttpResponse:
    if request.method == "POST":
        actions.read(journey.attempt, lesson=here.lesson, actor=signed_in(request), at=timezone.now())
        return _onwards(journey, here)
    context = {"journey": journey, "here": here, "html": lesson_html(here.lesson.body), **_around(journey, here)}
    return render(request, "training/lesson.html", context)


def _question(request: HttpRequest, journey: Any, here: Any) -> HttpResponse:
    if here.answer is not None:
        context = {"journey": journey, "here": here, "lines": _feedback(here), **_around(journey, here)}
        return render(request, "training/feedback.html", context)
    form = forms.Answer(posted(request), question=here.question)
    if form.is_valid():
        actions.answer(
            journey.attempt, question=here.question, given=form.given, actor=signed_in(request), at=timezone.now()
        )
        return redirect("training:station", journey.attempt.pk, here.number)
    return render(
        request, "training/question.html", {"journey": journey, "here": here, "form": form, **_around(journey, here)}
    )


def _onwards(journey: Any, here: Any) -> HttpResponse:
    if here.number < journey.total:
        return redirect("training:station", journey.attempt.pk, here.number + 1)
    return redirect("training:attempt", journey.attempt.pk)


def _around(journey: Any, here: Any) -> dict[str, Any]:
    return {
        "before": here.number - 1 if here.number > 1 else None,
        "after": here.number + 1 if here.number < journey.total else None,
        "done": journey.done,
        "total": journey.total,
        "chapters": journey.chapters(here),
    }


def _feedback(here: Any) -> list[dict[str, Any]]:
    """Return each choice with whether it was chosen and right, for the page after the answer."""
    question, given = here.question, here.answer.given
    choices = list(question.choices.order_by("place" if question.kind == "ordering" else "position"))
    if question.kind == "numeric":
        number = grading.as_number(given)
        lines = [{"text": f"You answered {number if number is not None else given}.", "right": here.answer.correct}]
        if not here.answer.correct:
            lines.append(
                {"text": f"Right is {question.number.normalize():f} {question.unit}".strip() + ".", "right": True}
            )
        return lines
    if question.kind == "ordering":
        order = {position: place for place, position in enumerate(given, start=1)}
        return [
            {"text": f"{each.place}. {each.text}", "right": order.get(each.position) == each.place} for each in choices
        ]
    chosen = {given} if question.kind == "single" else set(given)
    return [_line(each, chosen=each.position in chosen) for each in choices]


def _line(choice: Any, *, chosen: bool) -> dict[str, Any]:
    """Say of one choice what happened with it; one that was rightly left needs no word."""
    notes = {(True, True): "You chose this.", (True, False): "You chose this.", (False, True): "You left this out."}
    return {
        "text": choice.text,
        "chosen": chosen,
        "right": chosen == choice.correct,
        "note": notes.get((chosen, choice.correct), ""),
        "feedback": choice.feedback if chosen != choice.correct else "",
    }


def _result(request: HttpRequest, found: Attempt) -> HttpResponse:
    journey = queries.journey(found)
    context = {
        "attempt": found,
        "journey": journey,
        "right": sum(station.answer.correct for station in journey.answers if station.answer),
        "completion": Completion.objects.filter(attempt=found).first(),
    }
    return render(request, "training/result.html", context)


def _own(request: HttpRequest, pk: int) -> Attempt:
    attempts = Attempt.objects.select_related("version__package", "course", "person").filter(person=signed_in(request))
    found = get_object_or_404(attempts, pk=pk)
    policies.may_answer(signed_in(request), found)
    return found


def _titles(version: CourseVersion) -> list[str]:
    """Return the lessons by title, once each: a question cuts a lesson in two."""
    return list(dict.fromkeys(version.lessons.order_by("position").values_list("title", flat=True)))


def _facts(version: CourseVersion) -> list[Row]:
    lasts = f"{version.valid_months} months" if version.valid_months else "It does not lapse"
    return [
        Row(key="Takes", value=f"About {version.minutes} minutes"),
        Row(key="To pass", value=f"{version.pass_mark} per cent of the questions right"),
        Row(key="Counts for", value=lasts),
    ]
