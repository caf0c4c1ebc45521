"""
Take the pictures of the guides from a running demo portal, one account after the other.

    FAIRLEAD_HOME=somewhere PORT=8010 python3 run.py          in one terminal
    FAIRLEAD_HOME=somewhere python tools/take_pictures.py http://127.0.0.1:8010     in another

The pages are those that the guides speak of; where a page is about one record, the first of the list
is taken. Pictures are kept small: one width, at most a screen and a half, 128 colours.
"""

import io
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guides" / "pictures"
WIDTH, HEIGHT, TALLEST = 1280, 850, 1380
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, where they begin, and which links they follow from there."""

    name: str
    login: str
    path: str
    follow: tuple[str, ...] = ()


PICTURES = [
    Picture("public-figures", "", "/transparency/"),
    Picture("researcher-home", "researcher", "/"),
    Picture("researcher-case", "researcher", "/cases/", ("main tbody a",)),
    Picture("delegate-home", "delegate", "/"),
    Picture("champion-home", "champion", "/"),
    Picture("officer-home", "officer", "/"),
    Picture("officer-queue", "officer", "/cases/queue/"),
    Picture("officer-case", "officer", "/cases/queue/", ("main tbody a",)),
    Picture("officer-hits", "officer", "/screening/"),
    Picture("official-home", "official", "/"),
    Picture("council-home", "council", "/council/"),
    Picture("chair-home", "chair", "/council/"),
    Picture("trainer-home", "trainer", "/"),
    Picture("incidents-home", "incidents", "/"),
    Picture("overseer-home", "overseer", "/"),
    Picture("administrator-home", "admin", "/"),
]


def main(address: str, names: list[str]) -> int:
    """Take all pictures, or the named ones; return how many pages were not there."""
    home = Path(os.environ.get("FAIRLEAD_HOME", ROOT / "var"))
    passwords = {each["login"]: each["password"] for each in json.loads((home / "demo-accounts.json").read_text())}
    FOLDER.mkdir(exist_ok=True)
    missing = 0
    wanted = [each for each in PICTURES if not names or each.name in names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for login in dict.fromkeys(each.login for each in wanted):
            page = _signed_in(browser, address, login, passwords.get(login, ""))
            for picture in (each for each in wanted if each.login == login):
                problem = _take(page, address, picture)
                missing += bool(problem)
                print(f"{picture.name}: {problem or 'taken'}", flush=True)
            page.context.close()
        browser.close()
    return missing


def _signed_in(browser: Browser, address: str, login: str, password: str) -> Page:
    size = {"width": WIDTH, "height": HEIGHT}
    page = browser.new_context(viewport=size, locale="en-GB", base_url=address).new_page()
    if login:
        page.goto("/accounts/login/")
        page.fill("input[name='login']", login)
        page.fill("input[name='password']", password)
        page.click("main button[type='submit']")
        page.wait_for_load_state()
    return page


def _take(page: Page, address: str, picture: Picture) -> str:
    answer = page.goto(picture.path)
    for selector in picture.follow:
        link = page.locator(selector).first
        if not link.count():
            return f"nothing to follow at {page.url}"
        answer = page.goto(str(link.get_attribute("href")))
    if answer is None or not answer.ok:
        return f"{answer and answer.status} at {page.url.removeprefix(address)}"
    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": tall}, full_page=True)
    plain = Image.open(io.BytesIO(shot)).convert("RGB")
    plain.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{picture.name}.png", optimize=True)
    return ""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2:]))
