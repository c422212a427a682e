"""Broadsheet: reading a news corpus at a distance. See README.md for the map."""

__version__ = "0.1.0"
