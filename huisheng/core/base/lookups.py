"""A lookup of our own."""

from typing import Any

from django.db.models import Lookup


class AnyOf(Lookup):
    """`id__any=[…]`: as `id__in`, but however many there are, the SQL stays the same, and so does its plan."""

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, given = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.rel_db_type(connection) if self.lhs.output_field.is_relation else None
        kind = kind or self.lhs.output_field.cast_db_type(connection)
        right, values = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right}::{kind}[])", [*given, *values]
