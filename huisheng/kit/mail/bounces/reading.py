"""A report becomes a Bounce."""

from huisheng.kit.mail.bounces.facts import gather
from huisheng.kit.mail.bounces.reasons import is_hard, reason_of
from huisheng.kit.mail.bounces.recognise import is_bounce
from huisheng.kit.mail.entity import Entity
from huisheng.kit.mail.letter import Bounce, Reason


def read_bounce(root: Entity, subject: str, sender: str, text: str) -> Bounce | None:
    """Why a letter of ours came back, or None when this mail says nothing of the kind."""
    if not is_bounce(root, subject, sender, text):
        return None
    facts = gather(root, text)
    if any(part.content_type == "message/feedback-report" for part in root.walk()):
        return Bounce(recipient=facts.recipient, reason=Reason.BLOCKED, original_message_id=facts.message_id)
    reason = reason_of(f"{facts.diagnosis}\n{subject}", facts.status, facts.code)
    return Bounce(
        status=facts.status,
        code=facts.code,
        recipient=facts.recipient,
        reason=reason,
        hard=is_hard(reason),
        original_message_id=facts.message_id,
    )
