"""The whole demo in the order of its scripts."""

from ..script import DemoTicket
from ..stories import STORIES
from .asked_fact import ASKED_FACT
from .asked_photo import ASKED_PHOTO
from .closed_arrivals import CLOSED_ARRIVALS
from .closed_faults import CLOSED_FAULTS
from .closed_kind import CLOSED_KIND
from .closed_parcels import CLOSED_PARCELS
from .closed_service import CLOSED_SERVICE
from .now import NOW
from .offered import OFFERED
from .reopened import REOPENED
from .silent import PATIENT, SILENT
from .working_everyday import WORKING_EVERYDAY
from .working_urgent import WORKING_URGENT

STORIES_OF_THE_DESK: tuple[DemoTicket, ...] = STORIES + REOPENED  # there every day
DAILY: tuple[DemoTicket, ...] = NOW + WORKING_URGENT + WORKING_EVERYDAY + ASKED_PHOTO + ASKED_FACT + OFFERED
OPEN: tuple[DemoTicket, ...] = STORIES_OF_THE_DESK + DAILY
CLOSED: tuple[DemoTicket, ...] = CLOSED_PARCELS + CLOSED_ARRIVALS + CLOSED_FAULTS + CLOSED_SERVICE + CLOSED_KIND
TICKETS: tuple[DemoTicket, ...] = OPEN + CLOSED + (*SILENT, PATIENT)
