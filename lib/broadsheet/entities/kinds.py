"""The kinds of names there are."""

from collections.abc import Sequence

import pandas as pd

from broadsheet.errors import InputError

KINDS = ("PERSON", "ORG", "PLACE")


def keep_kinds(mentions: pd.DataFrame, kinds: Sequence[str]) -> pd.DataFrame:
    """The mentions of these ``kinds``. Raises InputError for a kind there is not, and for none at all."""
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not len(kinds):
        raise InputError(
            f"kinds has {unknown[0]!r}, expected some of {', '.join(KINDS)}."
            if unknown
            else f"kinds is empty, expected some of {', '.join(KINDS)}."
        )
    return mentions[mentions.kind.isin(list(kinds))].reset_index(drop=True)
