"""A browser window with what every test wants to know of a page."""

from typing import Any

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

HOST = "127.0.0.1"
HEIGHTS = {390: 844}
PATIENCE_MS = 15_000  # a busy machine is slow, not wrong
AXE = Axe().axe_script
GRAVE = {"serious", "critical"}
EXPECTED = "Failed to load resource: the server responded with a status of 4"  # pages that say no, on purpose
expect.set_options(timeout=PATIENCE_MS)


class Window:
    """One browser context with one page; `errors` gathers what scripts and the content policy complain about."""

    def __init__(
        self, browser: Browser, address: str, *, width: int, dark: bool, language: str, cookies: list[dict[str, str]]
    ) -> None:
        self.errors: list[str] = []
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale="en-GB" if language == "en" else "zh-CN",
            has_touch=width < 500,
            reduced_motion="reduce",  # colours on their way are nobody's contrast
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_cookies(cookies)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.errors.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> int:
        """Open an address of the house; the status of the answer."""
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def press(self, *keys: str) -> None:
        self.page.wait_for_load_state()  # a key is heard once the page's scripts are there
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def turn(self, *, width: int, dark: bool) -> None:
        """Look at the same page on another screen."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        self.page.emulate_media(color_scheme="dark" if dark else "light")

    def faults(self) -> list[Any]:
        """What keeps people from using the page as it is shown: overflow, serious findings of axe."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[Any] = [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in self.page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then((all) => all.violations)"
            )
            if one["impact"] in GRAVE
        ]
        wide, screen = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        return [*found, *([("overflow", wide, screen)] if wide > screen else [])]

    def texts(self) -> list[str]:
        """Every visible piece of text, placeholders and labels for screen readers included."""
        return list(self.page.evaluate(VISIBLE_TEXTS))

    def close(self) -> None:
        self.context.close()


VISIBLE_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ["placeholder", "aria-label", "title", "alt"]) found.push(node.getAttribute(name) ?? "");
      continue;
    }
    const parent = node.parentElement;
    if (parent.closest("script, style, [translate=no], [lang]:not(html)")) continue;
    found.push(node.textContent);
  }
  return found.map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""
