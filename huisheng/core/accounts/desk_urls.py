"""Addresses of this room's screens on the desk (below /desk/, namespace `desk`)."""

from django.urls import path

from .views import absences, contacts, roster

urlpatterns = [
    path("contacts/", contacts.whom_to_call, name="contacts"),
    path("roster/", roster.roster, name="roster"),
    path("roster/plan/", roster.roster_plan, name="roster_plan"),
    path("roster/copy/", roster.roster_copy, name="roster_copy"),
    path("roster/clear/", roster.roster_clear, name="roster_clear"),
    path("roster/file/", roster.roster_file, name="roster_file"),
    path("roster/csv/", roster.roster_csv, name="roster_csv"),
    path("roster/shifts/<int:shift_id>/", roster.roster_shift, name="roster_shift"),
    path("roster/absences/", absences.absences, name="absences"),
    path("roster/absences/<int:absence_id>/end/", absences.absence_end, name="absence_end"),
]
