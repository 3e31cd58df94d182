"""The characters of the fonts Symbol and Wingdings, in which text is stored by the place of a character in its font."""

from __future__ import annotations

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{chr(code): chr(code) for code in range(0x20, 0x40)},
    **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _GREEK[0], strict=True)),
    **dict(zip("abcdefghijklmnopqrstuvwxyz", _GREEK[1], strict=True)),
    '"': "∀", "$": "∃", "'": "∋", "*": "∗", "-": "−", "@": "≅", "\\": "∴", "^": "⊥", "[": "[", "]": "]", "_": "_",
    "{": "{", "|": "|", "}": "}", "~": "∼",
    **{chr(code): char for code, char in enumerate("ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…", 0xA1)},
    **{chr(code): char for code, char in enumerate("ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑", 0xC0)},
    "\xf1": "〉", "\xf2": "∫",
}  # fmt: skip
_WINGDINGS = {
    "!": "✏", '"': "✂", "(": "☎", ")": "✆", "*": "✉", "E": "☜", "F": "☞", "J": "☺", "L": "☹", "l": "●", "m": "❍",
    "n": "■", "o": "□", "q": "❑", "r": "❒", "s": "⬧", "t": "⧫", "u": "◆", "v": "❖", "w": "⬥", "x": "☒", "y": "⌘",
    **{chr(code): char for code, char in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x80)},
    "\x9f": "•", "\xa1": "○", "\xa7": "▪", "\xa8": "☐", "\xab": "★", "\xd8": "➢", "\xdf": "←", "\xe0": "→",
    "\xe1": "↑", "\xe2": "↓", "\xe8": "➔", "\xef": "⇦", "\xf0": "⇨", "\xfb": "✗", "\xfc": "✓", "\xfd": "☒",
    "\xfe": "☑",
}  # fmt: skip
_WINGDINGS_2 = {"O": "✗", "P": "✓", "Q": "☒", "R": "☑", "S": "☒", "T": "☒", "\xa3": "☐"}
_WEBDINGS = {"a": "✓", "r": "✗", "c": "☐", "g": "■", "n": "●"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
_PRIVATE = range(0xF020, 0xF100)  # where files put the places of a symbol font


def is_symbol_font(font: str) -> bool:
    """Whether text in this font is stored by places."""
    return font.strip().lower() in _FONTS


def character(font: str, code: int) -> str | None:
    """The character at a place of a font, as `w:sym` gives it; None if it is not known."""
    place = chr(code - 0xF000) if code in _PRIVATE else chr(code)
    known = _FONTS.get(font.strip().lower())
    if known is not None:
        return known.get(place)
    return None if code in _PRIVATE or code < 0x20 else chr(code)


def translated(font: str, text: str) -> str:
    """The text of a run in this font; characters at unknown places stay as they are."""
    if not is_symbol_font(font):
        return text
    return "".join(character(font, ord(char)) or char if ord(char) in _PRIVATE else char for char in text)
