"""
Carry front-end packages into portal/static/vendor and tests/vendor.

Takes the archives that ``npm pack`` wrote, checks them against the integrity that
the publisher states, and keeps only what the portal serves. Run it to take a newer
version, then look at the pages; ``tests/portal/test_vendor.py`` re-hashes the result.

    npm pack govuk-frontend@6.6.0 @fontsource-variable/atkinson-hyperlegible-next@5.3.0 axe-core@4.14.1
    python tools/vendor_front_end.py FOLDER-WITH-THE-ARCHIVES

htmx comes from the installed django-htmx.
"""

import base64
import hashlib
import importlib.metadata
import json
import re
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal" / "static" / "vendor"
TESTS = ROOT / "tests" / "vendor"
TYPEFACE = "Atkinson Hyperlegible Next"
FACES = "package/files/atkinson-hyperlegible-next-"
PACKAGES = {
    "govuk-frontend": {
        "archive": "govuk-frontend-6.6.0.tgz",
        "version": "6.6.0",
        "licence": "MIT",
        "integrity": (
            "sha512-xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg=="
        ),
        "home": STATIC / "govuk",
        "files": {
            "package/dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "package/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
        "changed": "GDS Transport replaced by " + TYPEFACE + "; @font-face, crest images and source maps left out.",
    },
    "@fontsource-variable/atkinson-hyperlegible-next": {
        "archive": "fontsource-variable-atkinson-hyperlegible-next-5.3.0.tgz",
        "version": "5.3.0",
        "licence": "OFL-1.1",
        "integrity": (
            "sha512-UnLzNUy1RWoLDfydAatP4NaRm99X/WbQEph7q/PymJnCFIOOwKOx3pBmp5ys8trO0dM+CKGuJgeZP9fAR4mQpA=="
        ),
        "home": STATIC / "fonts",
        "files": {
            "package/LICENSE": "LICENSE.txt",
            FACES + "latin-wght-normal.woff2": "atkinson-latin.woff2",
            FACES + "latin-ext-wght-normal.woff2": "atkinson-latin-ext.woff2",
            FACES + "latin-wght-italic.woff2": "atkinson-latin-italic.woff2",
        },
        "changed": "",
    },
    "axe-core": {
        "archive": "axe-core-4.14.1.tgz",
        "version": "4.14.1",
        "licence": "MPL-2.0",
        "integrity": (
            "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
        ),
        "home": TESTS / "axe-core",
        "files": {"package/axe.min.js": "axe.min.js", "package/LICENSE": "LICENSE.txt"},
        "changed": "",
    },
}


def main(folder: Path) -> None:
    """Carry every package and write one VENDOR.json beside each group of them."""
    entries = {STATIC: [], TESTS: []}
    for name, package in PACKAGES.items():
        archive = folder / package["archive"]
        check(archive, package["integrity"])
        entries[package["home"].parent].append(carry(name, package, archive))
    entries[STATIC].append(carry_htmx())
    for place, rows in entries.items():
        (place / "VENDOR.json").write_text(json.dumps(rows, indent=2) + "\n")


def check(archive: Path, integrity: str) -> None:
    """Stop unless the archive is the one its publisher describes."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if integrity != f"sha512-{digest}":
        sys.exit(f"{archive.name} is not what its publisher describes.")


def carry(name: str, package: dict, archive: Path) -> dict:
    """Write the wanted files of one archive, and return its entry."""
    home = package["home"]
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as tar:
        for source, target in package["files"].items():
            (home / target).write_bytes(clean(tar.extractfile(source).read(), target))
    return entry(name, package["version"], package["licence"], package["integrity"], home, package["changed"])


def carry_htmx() -> dict:
    """Take the htmx 2 that django-htmx ships."""
    import django_htmx

    home = STATIC / "htmx"
    home.mkdir(parents=True, exist_ok=True)
    source = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    (home / "htmx-2.min.js").write_bytes(source.read_bytes())
    version = re.search(rb'version:"(2[\d.]+)"', source.read_bytes())[1].decode()
    shipped = importlib.metadata.version("django-htmx")
    return entry("htmx", version, "0BSD", f"as shipped by django-htmx {shipped}", home, "")


def clean(content: bytes, target: str) -> bytes:
    """Take out of the design system what belongs to one government only."""
    if not target.startswith("govuk-frontend"):
        return content
    text = re.sub(r"\s*/[/*]# sourceMappingURL=\S+( \*/)?\s*$", "\n", content.decode())
    if target.endswith(".css"):
        text = re.sub(r"/\*[^*]*\*/", "", text)
        text = re.sub(r"@font-face\{[^}]*\}", "", text)
        text = re.sub(r"(?:-webkit-)?(?:mask|background)-image:url\(/assets/[^)]*\);?", "", text)
        text = text.replace("GDS Transport", TYPEFACE)
    return text.encode()


def entry(name: str, version: str, licence: str, integrity: str, home: Path, changed: str) -> dict:
    """Describe one package and the digest of every file of it."""
    files = {
        path.relative_to(home.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.iterdir())
    }
    row = {"name": name, "version": version, "licence": licence, "integrity": integrity, "files": files}
    return {**row, "changed": changed} if changed else row


if __name__ == "__main__":
    main(Path(sys.argv[1]))
