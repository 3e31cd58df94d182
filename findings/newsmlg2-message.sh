#!/usr/bin/env bash
# Guess:   The IPTC's own library for NewsML-G2 reads a newsMessage, the form in which agencies send several items, with
#          its items, and writes it as it was.
# Happens: It keeps the header alone. The items are gone without an error or a warning: the document that it writes from
#          a message with two articles holds none. An item by itself is read and written whole.
# Hurts:   Whoever converts or stores the messages of an agency: every article is lost in silence.
# Version: newsmlg2 1.1
# Date:    2026-11-30
# Source:  own observation
. "$(dirname "$0")/lib.sh"
install newsmlg2==1.1
check <<'PYTHON'
import sys

from NewsMLG2 import NewsMLG2Document

SPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(guid: str, headline: str) -> str:
    return (
        f'<newsItem {SPACE} guid="{guid}" version="1" standard="NewsML-G2" standardversion="2.34" conformance="power" '
        'xml:lang="en"><catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml"/>'
        '<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:IPTC"/>'
        "<versionCreated>2025-04-07T00:00:00+08:00</versionCreated></itemMeta>"
        f"<contentMeta><headline>{headline}</headline></contentMeta></newsItem>"
    )


def written(xml: str) -> str:
    return str(NewsMLG2Document(f'<?xml version="1.0"?>{xml}'.encode()).get_item().to_xml_string())


alone = written(item("a", "Ferry reopens"))
sent = "<header><sent>2025-04-07T00:00:00+08:00</sent></header>"
together = f"{item('a', 'Ferry reopens')}{item('b', 'Market opens')}"
message = written(f"<newsMessage {SPACE}>{sent}<itemSet>{together}</itemSet></newsMessage>")
print(message)
print("an item alone keeps its headline:", "Ferry reopens" in alone)
print("headlines left in the message:", sum(text in message for text in ("Ferry reopens", "Market opens")), "of 2")
lost = "<sent>" in message and "Ferry" not in message and "Market" not in message
sys.exit(0 if lost and "Ferry reopens" in alone else 3)
PYTHON
