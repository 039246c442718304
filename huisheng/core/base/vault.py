"""The house's key: seals personal data at rest and makes its blind index."""

from functools import lru_cache

from django.conf import settings

from huisheng.kit.crypto import Vault


@lru_cache(maxsize=1)
def vault() -> Vault:
    """The one Vault of this house, from HUISHENG_DATA_KEY (32 bytes). Lose the key and the phones are gone."""
    return Vault(settings.HUISHENG_DATA_KEY)
