"""What one table is."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One definition: ``columns`` maps a name to (kind, meaning); ``key`` is unique."""

    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]
