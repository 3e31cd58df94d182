"""What libraries call the divisions of a METS file, in lower case, letters only: `TITLE_SECTION` is `titlesection`."""

from __future__ import annotations

_WORDS = {
    "articles": """
        article articles ad ads advert advertisement advertisements advertising advertorial announcement annonce anzeige
        artikel advertentie familiebericht bericht classified classifieds editorial familynotice birthnotice deathnotice
        marriagenotice obituary feuilleton interview item leader letter newsitem notice poem report review serial story
        weather publicite
    """,
    # Divisions that hold articles, and are none themselves.
    "containers": """
        newspaper periodical magazine journal volume issue supplement content contents section chapter page year month
        day set group main front back part collection edition newspaperissue newspaperissuepage newspapersection object
    """,
    # Parts of a page that are no article's.
    "mastheads": """
        titlesection masthead publishingstmt publishingstatement impressum imprint pagenumber runningtitle runninghead
        header footer titlepage nameplate
    """,
    # Parts of articles.
    "pieces": """
        heading headline head title maintitle subtitle overline kicker subheadline subheading insideheading
        illustratedtext body bodycontent paragraph text textblock textline caption image author byline dateline abstract
        lead motto footnote quotation list listitem line verse pagearea zone block composedblock
    """,
    "headings": "heading headline head title maintitle",
    # Labels that say that there is no title.
    "no_titles": "unknown untitled notitle none untitledad untitledarticle ohnetitel sanstitre",
}
_SETS = {name: frozenset(words.split()) for name, words in _WORDS.items()}

ARTICLES = _SETS["articles"]
CONTAINERS = _SETS["containers"]
SECTIONS = frozenset(("section", "chapter", "part"))  # containers that may hold text themselves
MASTHEADS = _SETS["mastheads"]
PIECES = _SETS["pieces"]
# What may stand in an article; without a type too.
INNER = PIECES | {"", "illustration", "table", "tablecontent", "figure", "picture", "graphic", "chart", "map"}
HEADINGS = _SETS["headings"]
TITLES = HEADINGS | {"illustratedtext"}
BODIES = frozenset(("body", "bodycontent"))
PARAGRAPHS = frozenset(("paragraph", "caption", "footnote", *TITLES))  # one paragraph, also over several areas
NO_TITLES = _SETS["no_titles"]
AUTHORS = frozenset(("author", "byline"))
# Running text, which may go on in another column where the division does not say so.
RUNNING = frozenset(("", "paragraph", "text", "textblock", "body", "bodycontent", "article", "pagearea", "page"))
