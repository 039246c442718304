"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import calendars, contacts, people, skills, tokens

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:staff_id>/", people.person, name="person"),
    path("people/<int:staff_id>/login/", people.person_login, name="person_login"),
    path("people/<int:staff_id>/password/", people.person_password, name="person_password"),
    path("people/<int:staff_id>/skills/", skills.person_skills, name="person_skills"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.new_contact, name="new_contact"),
    path("contacts/<int:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<int:contact_id>/state/", contacts.contact_state, name="contact_state"),
    path("skills/", skills.skills, name="skills"),
    path("skills/new/", skills.new_skill, name="new_skill"),
    path("skills/<int:skill_id>/", skills.skill, name="skill"),
    path("skills/<int:skill_id>/state/", skills.skill_state, name="skill_state"),
    path("teams/", people.teams, name="teams"),
    path("teams/new/", people.new_team, name="new_team"),
    path("teams/<int:team_id>/", people.team, name="team"),
    path("teams/<int:team_id>/state/", people.team_state, name="team_state"),
    path("roles/", people.roles, name="roles"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revocation/", tokens.token_revocation, name="token_revocation"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.new_calendar, name="new_calendar"),
    path("calendars/<int:calendar_id>/", calendars.calendar, name="calendar"),
    path("calendars/<int:calendar_id>/days/", calendars.calendar_days, name="calendar_days"),
    path("calendars/<int:calendar_id>/promises/", calendars.calendar_followed, name="calendar_followed"),
    path("calendars/<int:calendar_id>/years/<int:year>/", calendars.calendar_year, name="calendar_year"),
    path(
        "calendars/<int:calendar_id>/<int:year>/<int:month>/",
        calendars.calendar_month,
        name="calendar_month",
    ),
]
