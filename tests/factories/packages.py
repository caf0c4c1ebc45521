"""Make SCORM packages, honest ones and others."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="quiet-amplifiers" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="all"><organization identifier="all"><title>Quiet amplifiers</title>
    <item identifier="one" identifierref="page"><title>Quiet amplifiers</title>
      <adlcp:masteryscore>70</adlcp:masteryscore></item>
  </organization></organizations>
  <resources><resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="course/index.html">
    <file href="course/index.html"/></resource></resources>
</manifest>"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Quiet amplifiers</title>
<link rel="stylesheet" href="look.css"><script src="course.js"></script></head>
<body><h1>Quiet amplifiers</h1><p id="state"></p>
<button id="further">Read on</button> <button id="pass">I know all of it</button></body></html>"""
SCRIPT = """
function findAPI(win) {
  while (win.API == null && win.parent != null && win.parent != win) { win = win.parent; }
  return win.API;
}
addEventListener("load", () => {
  const api = findAPI(window);
  const state = document.getElementById("state");
  const show = () => { state.textContent = api.LMSGetValue("cmi.core.lesson_location") || "at the beginning"; };
  api.LMSInitialize("");
  show();
  document.getElementById("further").onclick = () => {
    api.LMSSetValue("cmi.core.lesson_location", "page 2");
    api.LMSSetValue("cmi.core.lesson_status", "incomplete");
    api.LMSCommit("");
    show();
  };
  document.getElementById("pass").onclick = () => {
    api.LMSSetValue("cmi.core.score.raw", "85");
    api.LMSSetValue("cmi.core.lesson_status", "passed");
    api.LMSSetValue("cmi.core.session_time", "00:12:30");
    api.LMSFinish("");
  };
});
"""
FILES = {"imsmanifest.xml": MANIFEST, "course/index.html": PAGE, "course/course.js": SCRIPT, "course/look.css": "h1 {}"}


def make_package(files: dict | None = None) -> SimpleUploadedFile:
    """Zip a package with one page; ``files`` by path are added or replace, None leaves one out."""
    return zipped({**FILES, **(files or {})})


def zipped(files: dict, *, name: str = "package.zip") -> SimpleUploadedFile:
    """Zip files by path; a path may be a ZipInfo."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            if content is not None:
                archive.writestr(path, content)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/zip")
