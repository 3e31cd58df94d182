"""What the columns of a question file hold, by their names: a question's fields, a system's own answers, or notes.

A file is looked at as a whole, since the meaning of a name depends on the others: `answer` is the right answer, but the
tested system's where the file also has a column such as `ground_truth`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from qa.errors import QuestionError

# The names of columns by field, compared as `_key` makes them.
NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "qid", "queryid", "questionid", "编号", "編號", "序号", "序號", "题号", "題號", "问题编号", "問題編號",
    ),
    "question": (
        "question", "query", "questions", "userinput", "userquery", "userquestion", "questiontext", "querytext", "问题",
        "問題", "提问", "提問", "问句", "問句", "查询", "查詢", "用户问题", "用戶問題", "问题内容", "問題內容", "测试问题",
    ),
    "answers": (
        "answers", "answer", "goldanswer", "goldanswers", "goldenanswer", "goldenanswers", "groundtruth", "groundtruths",
        "groundtruthanswer", "groundtruthanswers", "referenceanswer", "referenceanswers", "expectedoutput",
        "expectedanswer", "expectedanswers", "expected", "correctanswer", "correctanswers", "idealanswer", "ideal",
        "答案", "标准答案", "標準答案", "参考答案", "參考答案", "正确答案", "正確答案", "预期答案", "預期答案", "期望答案",
        "回答",
    ),
    "articles": (
        "articles", "article", "documents", "document", "doc", "docs", "file", "files", "docid", "docids", "documentid",
        "documentids", "articleid", "articleids", "relevantdocs", "relevantdocids", "golddocs", "golddocids", "文章",
        "相关文章", "相關文章", "文章编号", "文章編號", "文章标题", "文章標題", "文档", "文檔", "文件", "文件名",
    ),
    "passages": ("passages", "passage", "passageid", "passageids", "段落", "段落编号", "段落編號", "相关段落", "相關段落"),
    "evidence": (
        "evidence", "evidences", "supportingfacts", "goldsentence", "goldsentences", "证据", "證據", "依据", "依據", "原文",
        "引文", "原句", "证据句", "證據句",
    ),
    "contexts": (
        "referencecontexts", "referencecontext", "goldcontext", "goldcontexts", "groundtruthcontext",
        "groundtruthcontexts", "positive", "positives", "pos", "positivectxs",
    ),
    "all_of": ("allof", "allanswers", "全部答案", "答案要点", "答案要點"),
    "wrong": ("wrong", "wronganswers", "错误答案", "錯誤答案"),
    "answerable": ("answerable", "isanswerable", "可回答", "可答", "能否回答", "是否可回答", "是否可答", "有答案"),
    "unanswerable": ("unanswerable", "isimpossible", "不可回答", "不可答", "无答案", "無答案"),
    "history": ("history", "历史", "歷史", "对话历史", "對話歷史", "上文"),
}  # fmt: skip
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
_WEAK_QUESTIONS = frozenset({"input", "prompt", "题目", "題目"})  # the question where no other column is
_WEAK_ANSWERS = frozenset({"answer", "回答"})  # the tested system's where another column has the right ones
_UNCLEAR_ANSWERS = frozenset({"答案"})  # either, where another column has the right ones
# What a tested system answered or found, and passages that are meant to be wrong.
_SYSTEM = frozenset((
    "response", "responses", "multiresponses", "prediction", "predictions", "predictedanswer", "predicted", "pred",
    "actualoutput", "modeloutput", "modelresponse", "systemanswer", "systemresponse", "generatedanswer", "generated",
    "generation", "completion", "llmanswer", "llmoutput", "llmresponse", "hypothesis", "botanswer", "botresponse",
    "result", "retrievedcontexts", "retrievedcontext", "retrievedcontextids", "retrievalcontext", "retrieveddocs",
    "retrieveddocuments", "retrievedpassages", "ctxs", "sourcedocuments", "negative", "negatives", "neg", "negativectxs",
    "hardnegativectxs", "fakeanswers", "plausibleanswers", "系统回答", "系統回答", "系统答案", "模型回答", "模型输出",
    "机器回答", "机器人回答", "ai回答", "ai答案", "大模型回答", "生成答案", "生成回答", "预测答案", "实际答案", "实际回答", "实际输出",
    "检索结果", "检索内容", "检索到的段落", "召回段落", "召回内容",
))  # fmt: skip
_GOLD_LIKE = re.compile(
    "答案|答复|答覆|解答|回答|作答|标答|标注|正解|参考|參考|证据|證據|依据|依據|出处|出處|原文|原句|引文|引用|佐证|"
    "来源(?:段|句|文本|原)|上下文|gold|truth|expect|reference|answer|correct|evidence|support|rationale|citation|context|"
    "relevant|^targets?$|^labels?$|^outputs?$|source(?:text|sentence|passage|quote)"
)
_ABOUT = re.compile(  # the column says something about an answer, and is none itself
    "(?:type|kind|class|category|length|len|start|end|pos|position|offset|span|index|count|num|number|score|time|date|lang|"
    "language|model|author|by|url|tools?|level|人|者|类型|类别|分类|长度|字数|个数|数量|位置|起始|得分|分数|时间|日期|来源|备注|"
    "难度|模型|语言|方式)$|^(?:是否|能否|answerid)"
)
_BRACKETS = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_MARKS = re.compile(r"[\s_\-:*·.]+")
IGNORED, SYSTEM = "", "system"  # roles of columns that are not fields


def _key(column: object) -> str:
    """The name of a column as names are compared: NFKC, lower case, without brackets, spaces, `_`, `-`, `:`, `*`."""
    return _MARKS.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", str(column)).lower()))


def field_of(column: object) -> str | None:
    """The field of a question that a column of this name holds; None for a column of the user's own."""
    return _of(_FIELDS, _key(column))


def may_be_question(column: object) -> bool:
    """Whether a column of this name holds questions, at least where no other does."""
    return field_of(column) == "question" or _key(column) in _WEAK_QUESTIONS


def is_own(column: object) -> bool:
    """Whether a column of this name is the user's own, whatever the file's other columns are."""
    key = _key(column)
    return _named(key) is None and key not in _WEAK_QUESTIONS and not _unclear(key)


def _of(table: Mapping[str, str], key: str) -> str | None:
    return table.get(key) or table.get(key.rstrip("0123456789"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The role of each column that is not the user's own: the name of a field, or `SYSTEM`."""

    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def role(self, column: str) -> str | None:
        """The role of a column; None for a column of the user's own."""
        return self.roles.get(column)

    @property
    def of_a_system(self) -> list[str]:
        """The columns with what a tested system answered or found."""
        return [column for column, role in self.roles.items() if role == SYSTEM]


def of_file(names: Iterable[str], chosen: Mapping[str, str] = MappingProxyType({})) -> Columns:
    """The roles of a file's columns. `chosen` are the user's: the field of a column, `IGNORED` for one of their own.

    Raises `QuestionError` where a chosen column is missing, or where columns that look like right answers or their
    places cannot be told from others.
    """
    columns = list(dict.fromkeys(names))
    if missing := [column for column in chosen if column not in columns]:
        raise QuestionError(
            "question_no_such_column", columns=", ".join(missing), present=", ".join(name[:20] for name in columns[:20])
        )
    keys = {column: _key(column) for column in columns}
    roles = {column: role for column, key in keys.items() if (role := _named(key))}
    for column in chosen:
        roles.pop(column, None)
    present = set(keys.values())
    unclear = [column for column in columns if column not in roles and column not in chosen and _unclear(keys[column])]
    roles |= _contexts(keys, unclear, present)
    roles |= {column: field for column, field in chosen.items() if field}
    doubtful = _weaken(roles, keys, chosen)
    unclear = [column for column in unclear if column not in roles] + doubtful
    if "question" not in roles.values():
        weak = next((column for column in columns if keys[column] in _WEAK_QUESTIONS and column not in chosen), None)
        if weak is not None:
            roles[weak] = "question"
    if unclear:
        raise _unclear_error(unclear)
    return Columns(MappingProxyType({column: roles[column] for column in columns if column in roles}))


def _named(key: str) -> str | None:
    return SYSTEM if key in _SYSTEM else _of(_FIELDS, key)


def _unclear(key: str) -> bool:
    """Whether a column of an unknown name may hold right answers or their places."""
    return bool(_GOLD_LIKE.search(key)) and not _ABOUT.search(key) and key not in _WEAK_QUESTIONS


def _contexts(keys: Mapping[str, str], unclear: Sequence[str], present: set[str]) -> dict[str, str]:
    """The roles of `context`, `contexts` and `reference`, as far as the tool that wrote the file gives them away.

    ragas: `reference` is the right answer; `contexts` were retrieved where there is also a system's `answer`, and are
    right where the file was made by its generator (`evolution_type`). DeepEval: `context` is right. Names as of
    ragas 0.1 to 0.4 and DeepEval 3.
    """
    ragas = bool(present & {"userinput", "response", "referencecontexts", "retrievedcontexts", "prediction"})
    deepeval = bool(present & {"expectedoutput", "actualoutput", "retrievalcontext"})
    strong = any(_of(_FIELDS, key) == "answers" and key not in _WEAK_ANSWERS for key in present)
    evaluated = strong and bool(present & (_WEAK_ANSWERS | {"response"}))
    roles = {}
    for column in unclear:
        key = keys[column]
        if key == "reference" and ragas:
            roles[column] = "answers"
        elif (key == "context" and deepeval) or (key in ("context", "contexts") and present & {"evolutiontype"}):
            roles[column] = "contexts"
        elif key == "contexts" and evaluated:
            roles[column] = SYSTEM
    return roles


def _weaken(roles: dict[str, str], keys: Mapping[str, str], chosen: Mapping[str, str]) -> list[str]:
    """Take a system's answers out of the right ones, and return the columns that may be either."""
    answers = [column for column, role in roles.items() if role == "answers"]
    picked = [column for column in answers if column in chosen]
    strong = picked or [c for c in answers if keys[c].rstrip("0123456789") not in _WEAK_ANSWERS | _UNCLEAR_ANSWERS]
    doubtful = []
    for column in answers if strong else ():
        key = keys[column].rstrip("0123456789")
        if column in strong or column in chosen:
            continue
        if key in _WEAK_ANSWERS or picked:
            roles[column] = SYSTEM
        elif key in _UNCLEAR_ANSWERS:
            del roles[column]
            doubtful.append(column)
    return doubtful


def _unclear_error(columns: Sequence[str]) -> QuestionError:
    first = columns[0]
    field = (
        "evidence"
        if re.search("证|證|据|據|出|原|引|context|evidence|support|citation|source", _key(first))
        else "answers"
    )
    return QuestionError("question_columns_unclear", columns=", ".join(columns), field=field, first=first)


def parse_choices(fields: Sequence[str], ignored: Sequence[str]) -> dict[str, str]:
    """The roles that the user gives to columns: `FIELD=COLUMN` of the command line, and columns that are their own.

    Raises `QuestionError` where one is written in another way or names an unknown field.
    """
    chosen = dict.fromkeys(ignored, IGNORED)
    for text in fields:
        name, _, column = (part.strip() for part in text.partition("="))
        field = field_of(name) or (name if name in NAMES else None)
        if field is None or not column:
            raise QuestionError("question_bad_choice", text=text, fields=", ".join(NAMES))
        chosen[column] = field
    return chosen
