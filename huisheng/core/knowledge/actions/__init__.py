"""Change how we speak: templates, and the wording we avoid."""

from .templates import (
    VARIABLES,
    TemplateRefused,
    note_use,
    retire_template,
    save_own_template,
    save_template,
    template_facts,
)
from .wording import PhraseRefused, phrase_facts, save_phrase

__all__ = [
    "VARIABLES",
    "PhraseRefused",
    "TemplateRefused",
    "note_use",
    "phrase_facts",
    "retire_template",
    "save_own_template",
    "save_phrase",
    "save_template",
    "template_facts",
]
