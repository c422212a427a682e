"""HTML in the cell of a table: the words stay, the tags go."""

import re

_TELLING = re.compile(r"</(?:p|div|span|a|li|b|i|em|strong|h[1-6])>|<br ?/?>|<p[ >]", re.I)
_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}


def holds_markup(text: str) -> bool:
    """Whether a text is HTML: it has tags that end a paragraph, a line or a word's style.

    >>> holds_markup("<p>Prices rose.</p>"), holds_markup("Prices < 5, costs > 6, and </ is no tag")
    (True, False)
    """
    return "<" in text and _TELLING.search(text) is not None


def strip_markup(text: str) -> str:
    """The words of a piece of HTML, each paragraph or list item on a line; scripts and styles are no words.

    >>> strip_markup("<p>Prices &amp; wages<br>rose.</p><p>So <b>said</b> she.</p>")
    'Prices & wages\\nrose.\\nSo said she.'
    """
    from lxml import etree, html

    tree = html.fragment_fromstring(text, create_parent="div")
    etree.strip_elements(tree, "script", "style", etree.Comment, with_tail=False)
    for element in tree.iter():
        if element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            if element.tag != "br" and element.getprevious() is not None:
                element.text = "\n" + (element.text or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
