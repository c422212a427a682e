"""The network for other programs: GEXF and GraphML, which Gephi, igraph and networkx read."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pandas as pd

TYPES = {"gexf": {"i": "integer", "f": "double"}, "graphml": {"i": "long", "f": "double"}}
GEXF = "http://www.gexf.net/1.2draft"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def to_gexf(nodes: pd.DataFrame, edges: pd.DataFrame) -> bytes:
    """nodes and edges as GEXF 1.2, as Gephi reads it: names, weights (shared sentences), positions, all columns.

    An edge with dates exists from its first to its last day on Gephi's timeline. What is missing is left out.
    Characters that XML does not allow are replaced. The same tables give the same bytes.
    """
    nodes, edges = _order(nodes, edges)
    root = ElementTree.Element("gexf", {"xmlns": GEXF, "xmlns:viz": f"{GEXF}/viz", "version": "1.2"})
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "undirected", "mode": "static"})
    if edges.first_date.notna().any():
        graph.attrib |= {"mode": "dynamic", "timeformat": "date"}
    for kind, table in (("node", nodes), ("edge", edges)):
        keys = ElementTree.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
        for column in _list_columns(table):
            key = {"id": column, "title": column, "type": _name_type(table[column], "gexf")}
            ElementTree.SubElement(keys, "attribute", key)
    inside = ElementTree.SubElement(graph, "nodes")
    for name, row in zip(nodes.entity, _list_rows(nodes), strict=True):
        node = ElementTree.SubElement(inside, "node", {"id": _clean(name), "label": _clean(name)})
        _add_values(node, row)
        if "x" in row and "y" in row:
            ElementTree.SubElement(node, "viz:position", {"x": row["x"], "y": row["y"], "z": "0.0"})
    inside = ElementTree.SubElement(graph, "edges")
    for number, (source, target, row) in enumerate(zip(edges.source, edges.target, _list_rows(edges), strict=True)):
        ends = {"id": str(number), "source": _clean(source), "target": _clean(target), "weight": row["n_windows"]}
        dates = {"start": row.get("first_date", ""), "end": row.get("last_date", "")}
        edge = ElementTree.SubElement(inside, "edge", ends | {key: day for key, day in dates.items() if day})
        _add_values(edge, row)
    return _write(root)


def to_graphml(nodes: pd.DataFrame, edges: pd.DataFrame) -> bytes:
    """nodes and edges as GraphML: label, weight (shared sentences) and all columns as data; dates are text.

    What is missing is left out. Characters that XML does not allow are replaced. The same tables give the same bytes.
    """
    nodes, edges = _order(nodes, edges)
    nodes, edges = nodes.assign(label=nodes.entity), edges.assign(weight=edges.n_windows.astype(float))
    root = ElementTree.Element("graphml", {"xmlns": GRAPHML})
    for kind, table in (("node", nodes), ("edge", edges)):
        for column in _list_columns(table):
            key = {"id": f"{kind}_{column}", "for": kind, "attr.name": column}
            ElementTree.SubElement(root, "key", key | {"attr.type": _name_type(table[column], "graphml")})
    graph = ElementTree.SubElement(root, "graph", {"edgedefault": "undirected"})
    for name, row in zip(nodes.entity, _list_rows(nodes), strict=True):
        _add_data(ElementTree.SubElement(graph, "node", {"id": _clean(name)}), "node", row)
    for source, target, row in zip(edges.source, edges.target, _list_rows(edges), strict=True):
        ends = {"source": _clean(source), "target": _clean(target)}
        _add_data(ElementTree.SubElement(graph, "edge", ends), "edge", row)
    return _write(root)


def _order(nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sorted by name, and of the edges those with both names among the nodes."""
    drawn = edges.source.isin(nodes.entity) & edges.target.isin(nodes.entity)
    return nodes.sort_values("entity"), edges[drawn].sort_values(["source", "target"])


def _list_columns(table: pd.DataFrame) -> list[str]:
    return [column for column in table.columns if column not in ("entity", "source", "target")]


def _name_type(column: pd.Series, form: str) -> str:
    return TYPES[form].get(column.dtype.kind, "string")


def _list_rows(table: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Each row as text, without what is missing; days as YYYY-MM-DD."""
    columns = _list_columns(table)
    days = table.select_dtypes("datetime").columns
    text = table.assign(**{day: table[day].dt.strftime("%Y-%m-%d") for day in days})
    for row in text[columns].itertuples(index=False, name=None):
        yield {name: _clean(str(value)) for name, value in zip(columns, row, strict=True) if not pd.isna(value)}


def _add_values(element: ElementTree.Element, row: dict[str, str]) -> None:
    values = ElementTree.SubElement(element, "attvalues")
    for column, value in row.items():
        ElementTree.SubElement(values, "attvalue", {"for": column, "value": value})


def _add_data(element: ElementTree.Element, kind: str, row: dict[str, str]) -> None:
    for column, value in row.items():
        ElementTree.SubElement(element, "data", {"key": f"{kind}_{column}"}).text = value


def _clean(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


def _write(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
