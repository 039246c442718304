"""The addresses of the desk. A ticket is always `number`."""

from django.urls import include, path

from huisheng.stages.triage.views.handbook import handbook
from huisheng.web.workspace.views import board, check, entry, moves, numbers, places, queue, ticket, wall

app_name = "desk"
T = "tickets/<str:number>/"
urlpatterns = [
    path("", queue.show, name="queue"),
    path("new/", entry.enter, name="entry"),
    path("new/caller/", entry.caller, name="caller"),
    path("search/", places.search, name="search"),
    path("notices/", places.notices, name="notices"),
    path("notices/wishes/", places.wishes, name="wishes"),
    path("notices/<int:notice_id>/", places.digest, name="digest"),
    path("notices/read/", places.read_notices, name="read_notices"),
    path("leaving/", places.leaving, name="leaving"),
    path("presence/", places.presence, name="presence"),
    path("troubles/", places.troubles, name="troubles"),
    path("handbook/", handbook, name="handbook"),
    path("board/", board.show, name="board"),
    path("board/<slug:pile>/", board.listed, name="board_list"),
    path("check/", check.show, name="check"),
    path("check/<str:day>/signature/", check.sign_the_day, name="check_day"),
    path("check/misses/<int:clock_id>/cause/", check.explain, name="check_cause"),
    path("check/misses/<int:clock_id>/rectification/", check.rectify, name="check_rectify"),
    path("check/misses/<int:clock_id>/signature/", check.sign, name="check_sign"),
    path("wall/", wall.own, name="wall"),
    path("walls/", wall.walls, name="walls"),
    path("walls/<int:wall_id>/revocation/", wall.wall_revocation, name="wall_revocation"),
    path("numbers/", numbers.show, name="numbers"),
    path("numbers/<slug:metric>/", numbers.behind, name="numbers_list"),
    path("numbers/<slug:metric>/csv/", numbers.download, name="numbers_file"),
    path("", include("huisheng.core.accounts.desk_urls")),
    path(T, ticket.show, name="ticket"),
    path(f"{T}dialogs/", ticket.dialogs, name="dialogs"),
    path(f"{T}templates/", ticket.templates, name="templates"),
    path(f"{T}files/<int:attachment_id>/", ticket.attachment, name="attachment"),
    path(f"{T}reply/", moves.reply, name="reply"),
    path(f"{T}note/", moves.note, name="note"),
    path(f"{T}solution/", moves.solution, name="solution"),
    path(f"{T}owner/", moves.take, name="take"),
    path(f"{T}assignment/", moves.assign, name="assign"),
    path(f"{T}hand-over/", moves.ask_hand_over, name="hand_over"),
    path(f"{T}hand-over/<int:hand_over_id>/", moves.reply_hand_over, name="reply_hand_over"),
    path(f"{T}grade/", moves.grade, name="grade"),
    path(f"{T}category/", moves.category, name="category"),
    path(f"{T}tags/", moves.tags, name="tags"),
    path(f"{T}customers/", moves.separate, name="separate"),
    path(f"{T}tier/", moves.tier, name="tier"),
    path(f"{T}desk/", places.why_this_desk, name="why_desk"),
    path(f"{T}own-agent/", moves.own_agent, name="own_agent"),
    path(f"{T}closure/", moves.close, name="close"),
    path(f"{T}ending/", moves.end, name="end"),
    path(f"{T}reopening/", moves.reopening, name="reopen"),
]
