"""A notice as its readers would see it, with an invented ticket."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import sample_variables
from huisheng.watch.notify.wording import body_of, subject_of


@dataclass(frozen=True, slots=True)
class Sample:
    """One language's letter."""

    code: str
    language: str
    subject: str
    body: str


def preview(template: NoticeTemplate) -> list[Sample]:
    """The notice in every language of the house."""
    return [_sample(template, code, str(name)) for code, name in settings.LANGUAGES]


def _sample(template: NoticeTemplate, code: str, name: str) -> Sample:
    with translation.override(code):
        variables = sample_variables(template.audience)
        return Sample(code, name, subject_of(template, variables), body_of(template, variables))
