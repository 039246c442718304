"""Programs that open a link before its reader does (WeChat, mail filters, chat previews) neither answer nor use it up."""

from itertools import cycle

from tests.outsider.addresses import PUBLIC, Address, addresses
from tests.outsider.conftest import Enter
from tests.outsider.watching import attempt
from tests.outsider.world import World

PREVIEWERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Microsoft Outlook 16.0 SafeLinks",
    "Barracuda Sentinel (EE)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "bot",
)  # one more than methods, so that each agent tries each method
HINTS = {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"}
SAFE = ("GET", "HEAD", "OPTIONS")


def links() -> list[Address]:
    """What stands in a letter: every public address with a secret in it."""
    return [one for one in addresses() if one.route.startswith(tuple(PUBLIC)) and "secret" in one.asks]


def test_the_links_of_letters_are_known() -> None:
    assert {"portal:progress", "portal:answer", "portal:survey", "portal:survey_stop", "portal:request"} <= {
        one.name for one in links()
    }


def test_previews_open_every_link_and_write_no_row(world: World, enter: Enter) -> None:
    stranger, wrong, agents = enter(None), [], cycle(PREVIEWERS)
    for address in links():
        for method in (*SAFE, "GET"):
            hints = {"User-Agent": next(agents), **HINTS}
            tried = attempt(stranger, method, address.path(world), headers=hints)
            if tried.changed or tried.broke or tried.status >= 500:
                wrong.append(f"{method} {address}: {tried.status} {tried.broke} {sorted(tried.changed)}")
    assert wrong == []


def test_after_a_hundred_previews_the_reader_still_says_yes(world: World, enter: Enter) -> None:
    """The limit on guesses counts wrong guesses, never a right link opened often."""
    stranger, (yes,) = enter(None), (one for one in links() if one.name == "portal:answer")
    page = world.ticket_of(yes.name).public_path
    assert {attempt(stranger, "GET", page).status for _ in range(100)} == {200}
    said = attempt(stranger, "POST", yes.path(world), world.payload(yes.name))
    assert (said.status, "tickets_event" in said.changed) == (302, True)
