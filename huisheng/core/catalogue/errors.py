"""Why this room says no."""

from huisheng.kit.errors import Refused


class CatalogueRefused(Refused):
    """A category, tag, scheme or grade cannot be like this. `fields` names the form field at fault."""

    code = "catalogue_refused"
