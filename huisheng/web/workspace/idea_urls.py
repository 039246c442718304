"""The addresses of the suggestion library, the wall of praise and the cases, below /desk/."""

from django.urls import path

from huisheng.web.workspace.views import cases, idea_moves, ideas, praise

ONE = "ideas/<int:suggestion_id>/"
T = "tickets/<str:number>/"
urlpatterns = [
    path("ideas/", ideas.board, name="ideas"),
    path("ideas/new/", ideas.new, name="idea_new"),
    path("ideas/similar/", ideas.alike, name="ideas_alike"),
    path("ideas/months/<str:of_month>/", ideas.month, name="ideas_month"),
    path("ideas/months/<str:of_month>/csv/", ideas.month_file, name="ideas_month_file"),
    path("ideas/months/<str:of_month>/xlsx/", ideas.month_file, {"shape": "xlsx"}, name="ideas_month_xlsx"),
    path(ONE, ideas.idea, name="idea"),
    path(f"{ONE}answer/", idea_moves.answer, name="idea_answer"),
    path(f"{ONE}status/", idea_moves.status, name="idea_status"),
    path(f"{ONE}wording/", idea_moves.wording, name="idea_wording"),
    path(f"{ONE}owner/", idea_moves.owner, name="idea_owner"),
    path(f"{ONE}public/", idea_moves.public, name="idea_public"),
    path(f"{ONE}merge/", idea_moves.merge, name="idea_merge"),
    path(f"{ONE}merge/undo/", idea_moves.merge_undo, name="idea_merge_undo"),
    path(f"{ONE}votes/", idea_moves.vote, name="idea_vote"),
    path(f"{ONE}telling/", idea_moves.telling, name="idea_telling"),
    path(f"{ONE}voices/<int:proposal_id>/split/", idea_moves.split, name="idea_split"),
    path("praise/", praise.wall, name="praise"),
    path("praise/<int:praise_id>/people/", praise.people, name="praise_people"),
    path("praise/<int:praise_id>/hiding/", praise.hiding, name="praise_hiding"),
    path("praise/<int:praise_id>/case/", cases.of_praise, name="praise_case"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/words/", cases.wording, name="case_words"),
    path("cases/<int:case_id>/retirement/", cases.retirement, name="case_retirement"),
    path(f"{T}suggestion/", ideas.of_ticket, name="keep_suggestion"),
    path(f"{T}praise/", praise.of_ticket, name="keep_praise"),
]
