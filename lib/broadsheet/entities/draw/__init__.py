"""Names and networks on paper."""

from broadsheet.entities.draw.matrix import draw_matrix
from broadsheet.entities.draw.names import draw_names
from broadsheet.entities.draw.network import draw_network
from broadsheet.entities.draw.saturation import draw_saturation
from broadsheet.entities.draw.windows import draw_windows, pick_windows

__all__ = ["draw_matrix", "draw_names", "draw_network", "draw_saturation", "draw_windows", "pick_windows"]
