"""Put the shipped data on the shelves of a house: create what is missing, never touch what the house has edited."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from django.db import models, transaction

from huisheng.core.accounts.models import Role, Team
from huisheng.core.accounts.rights import BUILT_IN
from huisheng.core.catalogue.models import Category, Tag, TagGroup
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.core.knowledge.models import Phrase, ReplyTemplate
from huisheng.stages.followup.models import Scenario
from huisheng.stages.routing.models import Weight
from huisheng.stages.survey.models import Survey
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.warmth.models import WarmthMark

from .amends import install_closing_rules, install_limits, root_causes
from .calendars import install_calendars
from .catalogue_data import CATEGORIES, TAG_GROUPS, TEAMS, TIERS
from .channels_data import CHANNELS, REPLY_HOURS, UNITS
from .grading import install_category_rules, install_matrices, install_schemes
from .own_rules import install_own_rules
from .phrases_data import PHRASES
from .promises import install_chains, install_policies
from .scenarios.install import install_scenarios
from .shapes import TagGroupPreset
from .surveys import install_surveys
from .targets import targets
from .warmth_data import MARKS
from .wording_data import NOTICE_TEMPLATES, REPLY_TEMPLATES

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def install() -> None:
    """Safe to repeat, and quick: an installed house costs about one query per table.

    Rows with a code are created where the code is missing. Rows without one (rules, grades, promises, days of a
    calendar) come only together with what they belong to, so that what a house has deleted does not return.
    """
    add_all_missing(
        [Role(code=c, name=n, name_en=e, rights=list(r)) for c, n, e, r in BUILT_IN],
        [Team(code=t.code, name=t.name, name_en=t.name_en, rank=i) for i, t in enumerate(TEAMS)],
        [Tier(code=t.code, name=t.name, name_en=t.name_en, rank=t.rank) for t in TIERS],
        root_causes(),
        targets(),
    )
    install_channels()
    install_calendars()
    install_categories()
    install_tags()
    install_schemes()
    install_matrices()
    install_category_rules()
    install_chains()
    install_policies()
    install_limits()
    install_closing_rules()
    known = codes_of(ReplyTemplate, Phrase, Scenario, WarmthMark, Survey)
    install_reply_templates(known[ReplyTemplate])
    install_notice_templates()
    install_phrases(known[Phrase])
    install_scenarios(known[Scenario])
    install_warmth(known[WarmthMark])
    install_own_rules()
    install_surveys(known[Survey])


def add_missing(
    model: type[Row], rows: Sequence[Row], *, key: str = "code", known: Collection[str] | None = None
) -> list[Row]:
    """Create the rows whose key no row has yet; returns those. `known`: the keys, where somebody has them already."""
    if known is None:
        known = set(model._default_manager.values_list(key, flat=True))
    return model._default_manager.bulk_create([row for row in rows if getattr(row, key) not in known])


def add_all_missing(*shelves: Sequence[models.Model]) -> None:
    """The same for several small tables with codes at once: what they hold is asked in one query."""
    known = codes_of(*(type(rows[0]) for rows in shelves))
    for rows in shelves:
        table = type(rows[0])
        table._default_manager.bulk_create([row for row in rows if row.code not in known[table]])  # type: ignore[attr-defined]


def codes_of(*shelves: type[models.Model]) -> dict[type[models.Model], set[str]]:
    """The codes on several shelves. One query for all of them together."""
    first, *others = (
        one._default_manager.order_by().annotate(shelf=models.Value(place)).values_list("shelf", "code")
        for place, one in enumerate(shelves)
    )
    found: dict[type[models.Model], set[str]] = {one: set() for one in shelves}
    for place, code in first.union(*others, all=True):
        found[shelves[place]].add(code)
    return found


def by_code(model: type[Row]) -> dict[str, Row]:
    return {row.code: row for row in model._default_manager.all()}  # type: ignore[attr-defined]


def install_channels() -> None:
    new = add_missing(
        Channel,
        [
            Channel(
                code=c.code,
                kind=c.code,
                name=c.name,
                name_en=c.name_en,
                enabled=c.enabled,
                reply_hours=REPLY_HOURS.get(c.code),
                rank=rank,
            )
            for rank, c in enumerate(CHANNELS)
        ],
    )
    Weight.objects.bulk_create(Weight(channel=row, units=UNITS[row.code]) for row in new if row.code in UNITS)


def install_categories() -> None:
    teams = by_code(Team)
    rows = {
        preset.code: Category(
            code=preset.code,
            name=preset.name,
            name_en=preset.name_en,
            nature=preset.nature,
            default_team=teams.get(preset.team),
            rank=rank * 10,
        )
        for rank, preset in enumerate(CATEGORIES)
    }
    new = {row.code for row in add_missing(Category, list(rows.values()))}
    known = by_code(Category) if new else {}
    children = [preset for preset in CATEGORIES if preset.parent and preset.code in new]
    for preset in children:
        known[preset.code].parent = known[preset.parent]
    Category.objects.bulk_update([known[preset.code] for preset in children], ["parent"])


def install_tags() -> None:
    groups = [
        TagGroup(code=g.code, name=g.name, name_en=g.name_en, multiple=g.multiple, rank=rank * 10)
        for rank, g in enumerate(TAG_GROUPS)
    ]
    new = {row.code: row for row in add_missing(TagGroup, groups)}
    add_missing(Tag, [tag for preset in TAG_GROUPS if preset.code in new for tag in tags_of(preset, new[preset.code])])
    categories = by_code(Category) if new else {}
    for preset in TAG_GROUPS:
        if preset.code in new and preset.required_for:
            new[preset.code].required_for.set([categories[code] for code in preset.required_for])


def tags_of(preset: TagGroupPreset, group: TagGroup) -> Iterable[Tag]:
    for rank, tag in enumerate(preset.tags):
        yield Tag(group=group, code=tag.code, name=tag.name, name_en=tag.name_en, rank=rank * 10)


def install_reply_templates(known: Collection[str]) -> None:
    rows = [
        ReplyTemplate(
            code=preset.code,
            folder=preset.step,
            name=preset.name,
            name_en=preset.name_en,
            body=preset.body,
            body_en=preset.body_en,
            rank=rank * 10,
        )
        for rank, preset in enumerate(REPLY_TEMPLATES)
    ]
    add_missing(ReplyTemplate, rows, known=known)


def install_phrases(known: Collection[str]) -> None:
    add_missing(
        Phrase,
        [
            Phrase(
                code=preset.code,
                kind=preset.kind,
                patterns=list(preset.patterns),
                why=preset.why,
                why_en=preset.why_en,
                better=list(preset.better),
                severity=preset.severity,
                unless_time=preset.unless_time,
                language=preset.language,
                rank=rank * 10,
            )
            for rank, preset in enumerate(PHRASES)
        ],
        known=known,
    )


def install_warmth(known: Collection[str]) -> None:
    add_missing(
        WarmthMark,
        [
            WarmthMark(
                code=preset.code,
                name=preset.name,
                name_en=preset.name_en,
                how=preset.how,
                points=preset.points,
                patterns=list(preset.patterns),
                needs=list(preset.needs),
                when=list(preset.when),
                ordered=preset.ordered,
                least=preset.least,
                tip=preset.tip,
                tip_en=preset.tip_en,
                rank=rank * 10,
            )
            for rank, preset in enumerate(MARKS)
        ],
        known=known,
    )


def install_notice_templates() -> None:
    known = set(NoticeTemplate.objects.values_list("code", "audience"))
    NoticeTemplate.objects.bulk_create(
        NoticeTemplate(
            code=preset.event,
            audience=preset.audience,
            subject=preset.subject,
            subject_en=preset.subject_en,
            body=preset.body,
            body_en=preset.body_en,
            by_email=preset.by_email,
        )
        for preset in NOTICE_TEMPLATES
        if (preset.event, preset.audience) not in known
    )
