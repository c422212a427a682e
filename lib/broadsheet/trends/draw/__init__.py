"""Terms on paper: curves, small multiples, rates, single documents, and what changed or sets two sides apart."""

from broadsheet.trends.draw.articles import draw_documents
from broadsheet.trends.draw.curves import draw_shares
from broadsheet.trends.draw.multiples import draw_groups
from broadsheet.trends.draw.ranked import draw_keyness, draw_rising, pick_ranked
from broadsheet.trends.draw.rates import draw_rates

__all__ = ["draw_documents", "draw_groups", "draw_keyness", "draw_rates", "draw_rising", "draw_shares", "pick_ranked"]
