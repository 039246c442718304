"""The eight steps of GB/T 19012, one file each, in its order. Each writes down what the rooms know of it."""

from collections.abc import Callable

from huisheng.watch.dossier.case import Case
from huisheng.watch.dossier.paper import Part

from .accept import accepted
from .acknowledge import acknowledged
from .assess import assessed
from .close import ended
from .decide import decided
from .investigate import investigated
from .respond import responded
from .track import tracked

STEPS: tuple[Callable[[Case], Part], ...] = (
    accepted,
    tracked,
    acknowledged,
    assessed,
    investigated,
    responded,
    decided,
    ended,
)
