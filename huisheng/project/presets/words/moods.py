"""What a whole message is: praise and nothing else, a wish and nothing else, a question about what might happen."""

from .builders import every, like, never, says, some
from .events import (
    ARRIVED_WRONG,
    FRAUD,
    LATE_ANY,
    LATE_THREE,
    LOST_PARCEL,
    MONEY,
    NTH_DAY,
    PUBLIC,
    REFUND,
    REFUND_WEEK,
    SAFETY,
    WAITED_FIVE,
    WHERE_IS_IT,
)
from .faults import APP_TROUBLE, DEAD, FAULT, GRIEVANCE, QUALITY, SERVICE
from .tone import ASKING, CLOSING, CONTRAST, HAPPENED, IRONY, PRAISING, REQUESTING, SETTLED, SUGGESTING, THANKING

LATE_DAYS = some(LATE_THREE, WAITED_FIVE, WHERE_IS_IT, NTH_DAY)
LONG_LATE = some(LATE_DAYS, REFUND_WEEK, LOST_PARCEL)
TROUBLE = some(ARRIVED_WRONG, LATE_ANY, APP_TROUBLE, FAULT, SERVICE, QUALITY, GRIEVANCE)

UNDONE = like(r"还是(不|没|老)|没(有)?(解决|用|效果)|不行|又(坏|碎|破|漏|少|错|不)")
PLAIN_PRAISE = every(
    never(CONTRAST, IRONY, SUGGESTING, SAFETY, FRAUD, PUBLIC, ASKING, UNDONE),
    some(
        every(SETTLED, some(PRAISING, THANKING), never(like(r"又|还是|仍然|依旧"))),
        every(PRAISING, never(TROUBLE)),
        every(THANKING, never(TROUBLE, REQUESTING)),
    ),
)
JUST_CLOSING = every(CLOSING, never(TROUBLE, REQUESTING, UNDONE, REFUND, CONTRAST))
PLAIN_SUGGESTION = every(
    SUGGESTING,
    never(
        SAFETY, FRAUD, MONEY, LONG_LATE, says("我要投诉|投诉你们|投诉他"), every(HAPPENED, some(ARRIVED_WRONG, DEAD))
    ),
)
