"""Questions that a library answers, made from the words of its own articles.

A statement becomes a question by one replacement: a number by 多少, a date by 什么时候, an office's holder by 谁, a
place by 哪里; in English by moving the verb. Whether the library answers it is tried before it is shown.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.text import is_han, sentences
from qa.web.citations import RELIABLE_CONFIDENCE

if TYPE_CHECKING:
    from qa.library import Library

_MAX_SENTENCES = 60  # of an article, from which questions are made
_MAX_TRIES = 8  # questions asked for one list
_MAX_CACHED = 512  # articles

_CLAUSE = re.compile("[^，。；！？：、,;!?:\n]+")
_HAN = "[\u4e00-\u9fff]"
_SUBJECT = "[\u4e00-\u9fffA-Za-z“”《》·]"
# A clause that begins so speaks of something before it.
_DEPENDENT = re.compile(
    "其|该|这|那|此|他|她|它|并|也|还|又|共|再|已|均|都|同|但|而|且|或|与|和|及|由|在|于|从|到|至|截|据|为|将|把|被|让|使|以|因|如|"
    "当|对|向|今|昨|前|后|近|目|记者|我|你|您|有|是|不|总|约|达|比|最|每|第|加|合计|全长|推断|预计|估计|一|二|三|四|五|六|七|八|九|十|[0-9]"
)
_DATE = "(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{4}年"
_NO_VERB = "的|之|前|后|起|间|末|初|底|以|左右|期间|上午|下午|零时|晚|凌晨|早|中午|傍晚|夜|至|到"  # after a date
_OPEN_END = "(?<![到从至自的了要将应可有])"  # before a number, words that need what follows
_NUMBER = "(?<![0-9.])[0-9][0-9,.]*[多余]?[万亿]?[多余]?"
_UNIT = f"(?!年|月|日|时|号|%|％|‰|万|亿|多|余|分){_HAN}{{1,6}}"
_OFFICE = "长|主任|书记|主席|经理|教练|导演|负责人"
_CHINESE = (
    (re.compile(f"({_SUBJECT}{{2,16}}?){_OPEN_END}(?:于|在|从|自)?(?:{_DATE})(?!{_NO_VERB})({_HAN}{{2,10}})"),
     "{0}什么时候{1}？"),
    (re.compile(f"({_SUBJECT}{{2,12}}?有)({_HAN}{{2,10}}){_NUMBER}({_HAN})"), "{0}多少{2}{1}？"),
    (re.compile(f"({_SUBJECT}{{4,16}}?){_OPEN_END}(?:了?(?:达到|超过|约为|只有|大约|达|约|共|近))?{_NUMBER}({_UNIT})"),
     "{0}多少{1}？"),
    (re.compile(f"({_HAN}{{2,14}}(?:{_OFFICE}))(?:是|为|叫){_HAN}{{2,4}}"), "{0}是谁？"),
    (re.compile(f"({_SUBJECT}{{3,16}}?)(?:位于|坐落于|坐落在).{{2,}}"), "{0}在哪里？"),
    (re.compile(f"({_SUBJECT}{{2,16}}?)由.{{2,16}}?(设计|承建|建造|主办|修建|创办|出版|执导|主演|编写|捐赠|投资)"),
     "{0}由谁{1}？"),
)  # fmt: skip

_PRONOUN = re.compile("(?:It|He|She|They|This|That|There|These|Those|We|You|I)$")
_ENGLISH_DATE = r"(?:on |in )?(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|" \
    r"November|December)(?: \d{1,2})?,?(?: \d{4})?|in \d{4}"  # fmt: skip
# A single capitalised word may be any word: it begins the sentence.
_NAME = r"(?:The [A-Z][\w’'-]*|[A-Z][\w’'-]* (?:of |the )?[A-Z][\w’'-]*)(?: (?:of |the )?[A-Z][\w’'-]*){0,4}"
_PAST = {
    "opened": "open", "closed": "close", "began": "begin", "started": "start", "ended": "end", "died": "die",
    "arrived": "arrive", "moved": "move", "won": "win", "joined": "join", "left": "leave", "reopened": "reopen",
}  # fmt: skip
_HAS = {"has": "have", "holds": "hold", "employs": "employ", "covers": "cover", "costs": "cost", "seats": "seat"}
_ENGLISH = (
    (re.compile(rf"({_NAME}) ({'|'.join(_PAST)})\b.*?\b(?:{_ENGLISH_DATE})"), "When did {0} {1}?"),
    (re.compile(rf"({_NAME}) (was|were) (\w+ed|built|founded|born|made)\b.*?\b(?:{_ENGLISH_DATE})"),
     "When {1} {0} {2}?"),
    (re.compile(rf"({_NAME}) ({'|'.join(_HAS)}) (?:about |some )?[\d,]+ (\w+)"), "How many {2} does {0} {1}?"),
    (re.compile(r"([Tt]he (?:\w+ ){0,2}(?:director|mayor|architect|president|head|chair|manager)(?: of [\w ]{3,30})?)"
                r" (was|is) [A-Z]\w+ [A-Z]\w+"), "Who {1} {0}?"),
    (re.compile(rf"({_NAME}) is [^,;]*?\b(?:in|near|outside) (?:the )?(?:\w+ )*?[A-Z]"), "Where is {0}?"),
    (re.compile(r"([A-Z]\w+(?: [A-Z]\w+)*) lies (?:in|near|outside|on) "), "Where is {0}?"),
)  # fmt: skip


def questions_of(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield questions that sentences of an article's text answer, each with the sentence's span in the text."""
    for start, end in sentences(text)[:_MAX_SENTENCES]:
        sentence = text[start:end]
        made = _chinese(sentence) if is_han(sentence) else _english(sentence)
        if made:
            yield made, (start, end)


def names_topic(question: str, title: str) -> bool:
    """Return whether a question can be understood by itself: it has two characters, or a long word, of the headline."""
    if is_han(question):
        return any(title[n : n + 2] in question for n in range(len(title) - 1) if is_han(title[n : n + 2]))
    words = {word for word in re.findall(r"\w+", title.lower()) if len(word) > 3}
    return bool(words & set(re.findall(r"\w+", question.lower())))


def _chinese(sentence: str) -> str:
    for match in _CLAUSE.finditer(sentence):
        clause = match[0].strip()
        if _DEPENDENT.match(clause):
            continue
        for pattern, question in _CHINESE:
            if found := pattern.fullmatch(clause):
                return question.format(*found.groups())
    return ""


def _english(sentence: str) -> str:
    for pattern, question in _ENGLISH:
        if (found := pattern.match(sentence)) and not _PRONOUN.match(found[1]):
            name, *rest = found.groups()
            name = name[0].lower() + name[1:] if name.startswith("The ") else name
            return question.format(name, *(_PAST.get(word) or _HAS.get(word) or word for word in rest))
    return ""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A question that the library answers reliably with the quote at `span` of the article."""

    question: str
    span: tuple[int, int]


class Suggestions:
    """The questions of one library that were tried, shared by all users. Thread-safe."""

    def __init__(self, library: Library) -> None:
        """Nothing is tried yet."""
        self._library = library
        self._lock = threading.Lock()
        self._generation: int | None = None
        self._tried: OrderedDict[str, list[_Tried]] = OrderedDict()

    def examples(self, article_ids: Iterable[str], limit: int, chinese: bool) -> list[str]:
        """Return at most `limit` questions in a language, one of each article, in the order of the articles.

        Raises `WenbaoError` if the library cannot be asked.
        """
        found: list[str] = []
        for article_id in article_ids:
            if len(found) == limit:
                break
            asked = [one.question for one in self._of(article_id, 2, chinese, by_itself=True)]
            found += [question for question in asked[:1] if question not in found]
        return found

    def next_questions(
        self, article_ids: Sequence[str], known: Sequence[tuple[int, int]], asked: Sequence[str], limit: int
    ) -> list[str]:
        """Return at most `limit` questions about these articles that were not `asked`, in the language of the last one.

        `known` are the spans that were quoted from the first article: no question leads to them again. Raises
        `WenbaoError` if the library cannot be asked.
        """
        chinese = is_han(asked[-1]) if asked else True
        found: list[str] = []
        for number, article_id in enumerate(article_ids):
            for one in self._of(article_id, _MAX_TRIES, chinese):
                quoted = number == 0 and any(one.span[0] < end and start < one.span[1] for start, end in known)
                if not quoted and one.question not in asked and one.question not in found:
                    found.append(one.question)
                if len(found) == limit:
                    return found
        return found

    def _of(self, article_id: str, tries: int, chinese: bool, by_itself: bool = False) -> list[_Tried]:
        """The questions of an article in a language that the library answers reliably from that article.

        With `by_itself` those that can be understood without it. Raises `WenbaoError` if the library cannot be asked.
        """
        key = f"{article_id} {tries} {chinese} {by_itself}"
        with self._lock:
            if self._generation != self._library.generation:
                self._generation = self._library.generation
                self._tried.clear()
            if key in self._tried:
                self._tried.move_to_end(key)
                return self._tried[key]
        article = self._library.article(article_id)
        made = [
            one
            for one in (questions_of(article.text) if article else ())
            if is_han(one[0]) == chinese and (not by_itself or (article and names_topic(one[0], article.title)))
        ]
        tried = [_Tried(question, span) for question, span in made[:tries] if self._answers(question, article_id, span)]
        with self._lock:
            self._tried[key] = tried
            if len(self._tried) > _MAX_CACHED:
                self._tried.popitem(last=False)
        return tried

    def _answers(self, question: str, article_id: str, span: tuple[int, int]) -> bool:
        reply = self._library.ask(question, top_k=1)
        answer = reply.answer
        return (
            answer is not None
            and reply.confidence >= RELIABLE_CONFIDENCE
            and answer.article_id == article_id
            and answer.start < span[1]
            and span[0] < answer.end
        )
