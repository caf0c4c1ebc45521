"""
SCORM packages: upload, launch, the sandbox that serves their files, and what they report.

A package is somebody else's script, so it runs in an opaque origin: the frame is sandboxed, and every file says so
itself, should it be opened outside the frame. It gets no cookie and reaches nothing but its own files. Files are
found under a signed address that holds for half a day, as an opaque origin sends no session.
"""

import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.core import attachments
from portal.core.asking import posted, signed_in
from portal.core.errors import Conflict, Invalid
from portal.core.forms import raise_to
from portal.core.models import Attachment
from training import actions, forms, policies
from training.models import Attempt, CourseVersion, ScormPackage, ScormTrack

HALF_A_DAY = 12 * 3600
ADAPTER = Path(settings.BASE_DIR) / "portal" / "static" / "fairlead" / "scorm-adapter.js"
API = "fairlead-api.js"
HEAD = re.compile(rb"<head\b[^>]*>", re.IGNORECASE)
SIGNER = signing.TimestampSigner(salt="training.package", sep="~")


def upload(request: HttpRequest) -> HttpResponse:
    """Take a package in as a draft."""
    policies.may_manage(request.user, None)
    form = forms.PackageUpload(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            version = actions.take_package(given.pop("file"), actor=request.user, at=timezone.now(), **given)
        except Invalid as refusal:
            raise_to(form, refusal)
        else:
            return redirect(version)
    return render(request, "training/package_upload.html", {"form": form})


def launch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the package of one's own attempt in its frame."""
    attempts = Attempt.objects.select_related("version__package", "course").filter(person=signed_in(request))
    found = get_object_or_404(attempts, pk=pk, version__package__isnull=False)
    if found.finished_at:
        return redirect(found)
    context = {
        "attempt": found,
        "version": found.version,
        "track": ScormTrack.objects.filter(attempt=found).first(),
        "source": _address(f"attempt-{found.pk}", found.version.package.entry),
        "channel": _channel(found),
        "report": reverse("training:package-report", args=[found.pk]),
    }
    return render(request, "training/package.html", context)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the package of a version to those who keep the courses; nothing is reported."""
    policies.may_manage(request.user, None)
    found = get_object_or_404(CourseVersion.objects.select_related("package"), pk=pk, package__isnull=False)
    source = _address(f"version-{found.pk}", found.package.entry)
    return render(request, "training/package_preview.html", {"version": found, "source": source})


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the package of one's own attempt reports."""
    found = get_object_or_404(Attempt.objects.select_related("version__package"), pk=pk, person=signed_in(request))
    try:
        body = json.loads(request.body)
        values, last = dict(body["values"]), bool(body.get("last"))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("This is no report of a package.") from None
    if found.finished_at is None:
        try:
            actions.report(found, values=values, last=last, actor=signed_in(request), at=timezone.now())
        except Conflict:  # finished a moment ago in another window, which is answered below
            found.refresh_from_db()
            if found.finished_at is None:
                raise
    finished = found.finished_at is not None
    return JsonResponse(
        {"finished": finished, "said": "This course is done." if finished else "Your progress is kept."}
    )


@require_GET
@login_not_required
@xframe_options_exempt
def part(request: HttpRequest, token: str, path: str) -> HttpResponse | StreamingHttpResponse:
    """Serve one file of a package to whoever holds a signed address."""
    package, attempt = _held(token)
    if path == API:
        answer: Any = HttpResponse(_api(request, package, attempt), content_type="text/javascript")
    else:
        kind = ContentType.objects.get_for_model(ScormPackage)
        files = Attachment.objects.filter(subject_type=kind, subject_id=package.pk, removed_at=None)
        found = get_object_or_404(files, name=path)
        if found.content_type == "text/html":
            answer = HttpResponse(_with_api(b"".join(attachments.read(found)), token), content_type=None)
            answer["Content-Type"] = "text/html"
        else:
            answer = StreamingHttpResponse(attachments.read(found), content_type=found.content_type)
            answer["Content-Length"] = found.size
    answer["Content-Security-Policy"] = _policy(request.build_absolute_uri(_root(token)))
    answer["Access-Control-Allow-Origin"] = (
        "*"  # the opaque origin; without the signed address there is nothing to read
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _held(token: str) -> tuple[ScormPackage, Attempt | None]:
    try:
        kind, _, pk = SIGNER.unsign(token, max_age=HALF_A_DAY).partition("-")
    except signing.BadSignature:
        raise Http404 from None
    if kind == "version":
        return get_object_or_404(ScormPackage, version=pk), None
    attempt = get_object_or_404(Attempt.objects.select_related("version__package", "track"), pk=pk)
    return attempt.version.package, attempt


def _policy(own: str) -> str:
    """Let scripts do within the package what scripts of such packages do, and nothing beyond its own files."""
    return "; ".join(
        [
            "sandbox allow-scripts allow-forms",
            "default-src 'none'",
            f"script-src {own} 'unsafe-inline' 'unsafe-eval'",
            f"style-src {own} 'unsafe-inline'",
            *(f"{name}-src {own} data: blob:" for name in ("img", "media", "font")),
            f"connect-src {own}",
            f"frame-src {own}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _with_api(content: bytes, token: str) -> bytes:
    script = f'<script src="{_root(token)}{API}"></script>'.encode()
    head = HEAD.search(content)
    place = head.end() if head else 0
    return content[:place] + script + content[place:]


def _api(request: HttpRequest, package: ScormPackage, attempt: Attempt | None) -> str:
    given = {
        "channel": _channel(attempt) if attempt else "",
        "home": request.build_absolute_uri("/").rstrip("/"),
        "values": _values(package, attempt),
    }
    return f"window.fairleadScorm = {json.dumps(given)};\n{ADAPTER.read_text(encoding='utf-8')}"


def _values(package: ScormPackage, attempt: Attempt | None) -> dict[str, str]:
    """Return what the package may know. Who learns is none of its business."""
    track = getattr(attempt, "track", None) or ScormTrack()
    minutes, seconds = divmod(track.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    begun = track.reported_at is not None
    return {
        "cmi.core.student_id": f"attempt-{attempt.pk}" if attempt else "preview",
        "cmi.core.student_name": "Learner",
        "cmi.core.lesson_location": track.lesson_location,
        "cmi.core.credit": "credit" if attempt else "no-credit",
        "cmi.core.lesson_status": track.lesson_status,
        "cmi.core.entry": "resume" if begun else "ab-initio",
        "cmi.core.score.raw": "" if track.score_raw is None else f"{track.score_raw.normalize():f}",
        "cmi.core.total_time": f"{hours:04d}:{minutes:02d}:{seconds:02d}",
        "cmi.core.lesson_mode": "normal" if attempt else "browse",
        "cmi.suspend_data": track.suspend_data,
        "cmi.launch_data": package.launch_data,
        "cmi.student_data.mastery_score": str(package.version.pass_mark),
    }


def _channel(attempt: Attempt) -> str:
    key = f"{attempt.pk}.{attempt.started_at.isoformat()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"training.package." + key, hashlib.sha256).hexdigest()[:32]


def _root(token: str) -> str:
    return reverse("training:package-part", args=[token, "x"])[:-1]


def _address(held: str, entry: str) -> str:
    return reverse("training:package-part", args=[SIGNER.sign(held), entry])
