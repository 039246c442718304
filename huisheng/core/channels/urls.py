"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views
from .connectors.email import views as email
from .connectors.email.trial import test_letter

urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/<int:channel_id>/", views.channel, name="channel"),
    path("mailboxes/", email.mailboxes, name="mailboxes"),
    path("mailboxes/test-letter/", test_letter, name="test_letter"),
    path("mailboxes/new/", email.new_mailbox, name="new_mailbox"),
    path("mailboxes/<int:mailbox_id>/", email.mailbox, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/check/", email.mailbox_check, name="mailbox_check"),
    path("mailboxes/<int:mailbox_id>/state/", email.mailbox_state, name="mailbox_state"),
]
