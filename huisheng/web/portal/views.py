"""The customers' pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.core.base.actions import FileRefused
from huisheng.core.base.house import house
from huisheng.core.base.models import File
from huisheng.core.channels.actions import ChannelClosed, take_in
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.access import NotFound, not_found, ticket_for_contact
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.journey.route import receive
from huisheng.kit.errors import Refused
from huisheng.kit.files.names import safe_name
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import OfferedAnew
from huisheng.stages.handling.actions import NothingToUrge, note_read, urge
from huisheng.trips import late
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import TooManyTries, forgive, guard, limit
from huisheng.web.frame.uploads import NoRoom, Words, store_uploads
from huisheng.web.portal import shield
from huisheng.web.portal.doorkeeper import behind_link, for_customers, let_in
from huisheng.web.portal.forms import AnswerForm, FeedbackForm, LookupForm
from huisheng.web.portal.progress import alive_of, answering, progress_of

SOMEBODY = Party("customer")
CHANNEL = "web"
LOOKUPS_PER_ADDRESS_HOUR = 60
LOOKS_PER_LINK_HOUR = 60


@require_http_methods(["GET", "HEAD", "POST"])
def give_feedback(request: HttpRequest) -> HttpResponse:
    """The public form. Typing a phone or an email reveals nothing: known and unknown look the same."""
    if request.method != "POST":
        return _closed(request) or _form(request, FeedbackForm())
    form = FeedbackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    shield.limit_entry(request, form.contact)
    try:
        ticket, is_complete = _take(request, form)
    except (FileRefused, ChannelClosed) as error:
        form.add_error("files" if isinstance(error, FileRefused) else None, str(error))
        return _form(request, form, status=422)
    return redirect(
        f"{ticket.public_path}?new=1" if is_complete else f"{ticket.public_path}?new=1&now=no-room#messages"
    )


def _take(request: HttpRequest, form: FeedbackForm) -> tuple[Ticket, bool]:
    """The ticket, and whether all of it could be kept."""
    content = content_of(request, form)
    content["text"], files, is_complete = kept_of(content["text"], form.cleaned_data["files"])
    inbound, _is_new = take_in(
        CHANNEL,
        content,
        by=SOMEBODY,
        key=shield.submit_key(request, content, files),
        files=files,
        noticed={"suspicions": shield.suspicions(request, content["text"])},
    )
    return receive(inbound).ticket, is_complete


def kept_of(text: str, uploads: list[Any]) -> tuple[str, list[tuple[str, File]], bool]:
    """Words and stored files. On a full disk the words go on alone, with a line that tells the colleague of the rest.

    Raises NoRoom where there are no words, FileRefused for a bad file.
    """
    try:
        return text, store_uploads(uploads), True
    except NoRoom:
        if not text:
            raise
        names = ", ".join(safe_name(one.name) for one in uploads)
        lost = _("[Files that could not be kept, our disk was full: %(names)s]") % {"names": names}
        return f"{text}\n\n{lost}", [], False


def _closed(request: HttpRequest) -> HttpResponse | None:
    """Where the house shut its form, its own words say where to go."""
    shut = Channel.objects.filter(code=CHANNEL, enabled=False).first()
    if shut is None:
        return None
    said = shut.closed_text or _("This channel is closed. Please use another one.")
    return render(request, "portal/closed.html", {"said": said})


def _form(request: HttpRequest, form: FeedbackForm, status: int = 200) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    context = {
        "form": form,
        "stamp": shield.new_stamp(),
        "house": form.house,
        "notice_text": form.house["form.notice_en" if english else "form.notice"],
    }
    return render(request, "portal/form.html", context, status=status)


def content_of(request: HttpRequest, form: FeedbackForm) -> dict[str, Any]:
    """What the form says, as the letterbox stores it."""
    given = form.cleaned_data
    names = ("text", "name", "order_number", "phone", "email")
    return {name: given[name] for name in names} | {
        "consents": ["service", *(["marketing"] if given["consent_marketing"] else [])],
        "notice_version": form.house["form.notice_version"],
        "language": get_language() or "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Find the way back with the number and the phone's last four digits, or the email. Wrong tries are counted."""
    form = LookupForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/lookup.html", {"form": form}, status=422 if form.errors else 200)
    number = form.cleaned_data["number"].strip().upper()
    tries, pause = int(house("portal.lookup_tries")), int(house("portal.lookup_pause_minutes")) * 60
    guard(f"lookup:address:{client_ip(request)}", LOOKUPS_PER_ADDRESS_HOUR, shield.HOUR)
    guard(f"lookup:{number}", tries, pause)  # counted before we look, so that tries at the same instant count, too
    try:
        ticket = ticket_for_contact(number, form.cleaned_data["contact"])
    except NotFound:
        form.add_error(None, _("Number and contact do not match. Please check both."))
        return render(request, "portal/lookup.html", {"form": form}, status=404)
    forgive(f"lookup:{number}")
    let_in(request, ticket)
    return redirect(ticket.public_path)


@require_safe
def progress(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Where it stands. Looking changes nothing, however often a preview does it."""
    return _progress(request, behind_link(request, number, secret))


def _progress(request: HttpRequest, ticket: Ticket, status: int = 200, **more: Any) -> HttpResponse:
    words = Words()
    context = {
        "now_new": request.GET.get("new") == "1",
        "just": request.GET.get("now", ""),
        "renewed": "",
        "ticket": progress_of(ticket),
        "words": words,
        "house": words.house,
        "answer": AnswerForm(),
        "stamp": shield.new_stamp(),
        "link": request.build_absolute_uri(ticket.public_path),
    }
    return render(request, "portal/progress.html", context | more, status=status)


@require_POST
@for_customers
def write(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """A further message or file from the customer."""
    ticket = behind_link(request, number, secret)
    form = Words(request.POST, request.FILES)
    try:
        if not form.is_valid():
            return _progress(request, ticket, status=422, words=form)
        shield.limit_entry(request, number)
        text, files, is_complete = kept_of(form.cleaned_data["text"], form.cleaned_data["files"])
        content = {"text": text, "number": number}
        key = shield.submit_key(request, content, files)
        inbound, _is_new = take_in(CHANNEL, content, by=ticket.customer.party, key=key, files=files)
        accepted = receive(inbound)
    except TooManyTries:
        raise
    except Refused as error:
        form.add_error("text", str(error))
        return _progress(request, ticket, status=507 if isinstance(error, NoRoom) else 422, words=form)
    return redirect(f"{accepted.ticket.public_path}?now={'written' if is_complete else 'no-room'}#messages")


@require_POST
@for_customers
def answer(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """The customer's yes or no to the offered solution. Only this POST closes anything."""
    ticket = behind_link(request, number, secret)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _progress(request, ticket, status=422, answer=form)
    given = form.cleaned_data
    try:
        late.answer(
            answering(ticket),
            solved=given["solved"] == "yes",
            stars=given["stars"],
            word=given["word"],
            round_=given["round"],
            by=ticket.customer.party,
        )
    except OfferedAnew as renewed:
        page = {"renewed": str(renewed), "answer": AnswerForm(initial={"word": given["word"]})}
        return _progress(request, behind_link(request, number, secret), status=renewed.status, **page)
    except Refused as error:
        form.add_error(None, str(error))
        return _progress(
            request, behind_link(request, number, secret), status=getattr(error, "status", 422), answer=form
        )
    return redirect(f"{ticket.public_path}?now=answered#state")


@require_POST
@for_customers
def urge_us(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """催一下: the owner hears that the customer is waiting. Once within `desk.urge_minutes`; more changes nothing."""
    ticket = behind_link(request, number, secret)
    alive, minutes = alive_of(ticket), int(house("desk.urge_minutes"))
    if minutes and not limit(f"urge:{alive.number}", 1, minutes * 60).allowed:
        return redirect(f"{ticket.public_path}?now=urged-before#state")
    try:
        urge(alive, by=ticket.customer.party)
    except NothingToUrge:
        return redirect(f"{ticket.public_path}#state")
    return redirect(f"{ticket.public_path}?now=urged#state")


@require_POST
def seen(request: HttpRequest, number: str, secret: str, message_id: int) -> HttpResponse:
    """The page whose newest word of ours is this message is before the customer's eyes: said by its script, once.

    A colleague who looks at the customer's page is no customer: nothing is noted then.
    """
    ticket = behind_link(request, number, secret)
    guard(f"seen:{ticket.number}", LOOKS_PER_LINK_HOUR, shield.HOUR)
    if not request.user.is_authenticated:
        note_read(ticket, upto=message_id)
    return HttpResponse(status=204)


@require_safe
def attachment(request: HttpRequest, number: str, secret: str, attachment_id: int) -> HttpResponseBase:
    """A file of a message that the customer may see."""
    ticket = behind_link(request, number, secret)
    found = Attachment.objects.select_related("file").filter(
        pk=attachment_id, message__ticket=ticket, message__kind__in=Message.PUBLIC_KINDS
    )
    one = found.first()
    if one is None:
        raise not_found()
    return serve_file(request, one.file, one.name, inline=one.file.family in {"image", "audio", "video"})
