"""Scenario exercises: one scene a page, the consequence of the last choice above it, the debrief at the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portal.core.asking import posted, signed_in
from training import actions, forms, queries
from training.models import Exercise, ExerciseRun
from training.rendering import lesson_html

ENDS = {
    "well_done": ("Well done", "done"),
    "could_be_better": ("It could have gone better", "waiting"),
    "went_wrong": ("It went wrong", "stopped"),
}


def exercise(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an exercise is about, and begin it."""
    found = get_object_or_404(Exercise, code=code, retired_at=None)
    if request.method == "POST":
        return redirect(actions.begin_exercise(found, actor=signed_in(request), at=timezone.now()))
    mine = ExerciseRun.objects.filter(exercise__code=code, person=signed_in(request))
    runs = [(run.started_at, ENDS[run.outcome][0]) for run in mine.exclude(outcome="").order_by("-started_at")[:5]]
    return render(request, "training/exercise.html", {"exercise": found, "runs": runs})


def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scene where the run stands; take the choice."""
    runs = ExerciseRun.objects.select_related("exercise").filter(person=signed_in(request))
    found = get_object_or_404(runs, pk=pk)
    scenes, here = found.exercise.story["scenes"], queries.scene_of(found)
    context = {"run": found, "html": lesson_html(scenes[here]["text"]), "consequence": _consequence(found)}
    if found.finished_at:
        title, tone = ENDS[found.outcome]
        end = scenes[here]["end"]
        context |= {"title": title, "tone": tone, "debrief": lesson_html(end["debrief"]), "citation": end["citation"]}
        return render(request, "training/debrief.html", context | {"way": _way(found)})
    choices = [(number, each["text"]) for number, each in enumerate(scenes[here]["choices"])]
    form = forms.Step(posted(request), choices=choices)
    if form.is_valid():
        choice = form.cleaned_data["choice"]
        actions.choose(found, choice=choice, actor=signed_in(request), at=timezone.now())
        return redirect(found)
    return render(request, "training/scene.html", context | {"form": form})


def _consequence(found: ExerciseRun) -> str:
    if not found.path:
        return ""
    last = found.path[-1]
    return found.exercise.story["scenes"][last["scene"]]["choices"][last["choice"]].get("consequence", "")


def _way(found: ExerciseRun) -> list[str]:
    scenes = found.exercise.story["scenes"]
    return [scenes[step["scene"]]["choices"][step["choice"]]["text"] for step in found.path]
