#!/usr/bin/env bash
# Guess:   lxml's XMLParser(resolve_entities=False) leaves every reference to an entity unresolved.
# Happens: references in attribute values are replaced all the same; only those in text stay. A format that keeps its
#          text in attributes (ALTO: CONTENT="…") gets whatever the file declares, with a parser that seems to forbid it.
# Hurts:   who counts on the option to notice or to bound declared entities: the declarations have to be refused.
# Version: lxml 6.1.3
# Date:    2026-11-30
# Source:  own observation; XML 1.0 section 3.3.3 has the replacement, the option's documentation does not say so
. "$(dirname "$0")/lib.sh"
install lxml==6.1.3
check <<'PYTHON'
import sys

from lxml import etree

text = '<!DOCTYPE alto [<!ENTITY word "harbour">]><alto CONTENT="&word;">&word;</alto>'
root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
print("attribute:", repr(root.get("CONTENT")))
print("text:", repr(root.text), [child.text for child in root])
sys.exit(0 if root.get("CONTENT") == "harbour" and root.text is None and root[0].text == "&word;" else 3)
PYTHON
