"""The messages of question files and of evaluations. Key: (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # Quotations that are checked, and figures over time
    "quotation_empty": ("没有引文：请写出要核对的原话", "there is no quotation: write the wording to check"),
    "quotation_no_letters": (
        "引文里只有标点，没有文字：请写出要核对的原话",
        "the quotation has only punctuation: write the wording to check",
    ),
    "quotation_too_long": (
        "引文有 {length} 字，最多 {limit} 字：请分段核对",
        "the quotation has {length} characters, and at most {limit} are checked: check it in parts",
    ),
    "timeline_empty": (
        "没有查询：请写出主体和指标，如“云溪市 GDP”",
        "there is nothing to look for: write a subject and a measure, such as `云溪市 GDP`",
    ),
    # Files of questions, of results and of feedback
    "question_file_missing": (
        "{path} 不存在：请给一个问题文件",
        "{path} does not exist: give a question file",
    ),
    "question_file_unknown_format": (
        "{path} 不是问题文件；能读的是：{formats}，或 BEIR 格式的文件夹",
        "{path} is not a question file: give {formats}, or a folder in the BEIR layout",
    ),
    "question_file_too_large": (
        "{path} 有 {size} MB，最多 {limit} MB：请拆开",
        "{path} is {size} MB, and at most {limit} MB are read: split it",
    ),
    "question_file_empty": ("{path} 里没有问题：每行写一个", "{path} contains no questions: write one per row"),
    "question_file_no_usable_row": (
        "{path} 里没有能用的问题（{reasons}）",
        "{path} contains no usable question ({reasons})",
    ),
    "question_file_row_reason": ("第 {line} 行：{reason}", "line {line}: {reason}"),
    "question_file_not_json": (
        "{path} 不是 JSON（{detail}）：请改正",
        "{path} is not JSON ({detail}): correct it",
    ),
    "question_file_unknown_json": (
        "看不懂 {path}：应是 SQuAD 格式，或由含 question 的对象组成的列表",
        "{path} has an unknown structure: use the SQuAD layout, or a list of objects with `question`",
    ),
    "question_table_no_column": (
        "第一行里没有 question 或 问题 这个列名；现有的列：{columns}",
        "no column is named `question` or 问题 in the first row (the columns are: {columns})",
    ),
    "question_table_broken": (
        "第 {line} 行有错（{detail}）：请改正",
        "line {line} is broken ({detail}): correct it",
    ),
    "question_workbook_empty": ("工作簿是空的", "the workbook is empty"),
    "question_columns_unclear": (
        "这些列可能是标准答案或出处，列名却认不出：{columns}。请把列名改成“答案”或“证据”，"
        "或用 --column {field}={first} 指明；与答案无关就用 --ignore {first}",
        "these columns may hold right answers or their places, but their names are not known: {columns}. Rename them "
        "to `answers` or `evidence`, or say what they are with --column {field}={first}; if they are neither, use "
        "--ignore {first}",
    ),
    "question_no_such_column": (
        "文件里没有这些列：{columns}；现有的列：{present}",
        "the file has no such columns: {columns} (it has: {present})",
    ),
    "question_bad_choice": (
        "{text}：应写作 --column 字段=列名，字段是其中之一：{fields}",
        "{text}: write --column FIELD=COLUMN, where FIELD is one of {fields}",
    ),
    "question_row_broken_layout": (
        "这一行的结构与它的格式不符（{detail}）：请改正",
        "the row has the keys of a known layout but not its structure ({detail}): correct it",
    ),
    "question_qrels_of_others": (
        "{path} 里没有这些问题的编号：请给同一套题目的 qrels",
        "{path} judges none of these questions by their ids: give the qrels of the same topics",
    ),
    "questions_not_in_qrels": (
        "{count} 题不在 qrels 里，没有问",
        "{count} questions are not in the qrels and are not asked",
    ),
    "questions_read_unanswerable": (
        "{count} 题的答案写作“{words}”，按文章里没有答案计",
        "{count} questions have the answer {words}: read as having no answer in the articles",
    ),
    "questions_of_a_system": (
        "{columns}：是某个系统的回答或检索结果，不当标准答案",
        "{columns}: what a system answered or found, which is not taken for a right answer",
    ),
    "questions_joined_answers": (
        "{count} 个答案里有“；”或“/”，都按一个答案计；如果是几个答案，请用 | 隔开，或用 --separator 指明隔开的符号",
        "{count} answers contain ; or / and are read as one answer each: if they are several, separate them by |, or "
        "name the mark with --separator",
    ),
    "beir_incomplete": (
        "{path} 里没有 queries.jsonl 或 qrels/test.tsv：请给一个问题文件，或 BEIR 格式的文件夹",
        "{path} lacks queries.jsonl or qrels/test.tsv: give a question file, or a folder in the BEIR layout",
    ),
    "beir_bad_qrels": (
        "{path}：第 {line} 行不是用制表符隔开的问题、文章、等级",
        "{path}: line {line} is not a query, an article and a grade separated by tabs",
    ),
    # A row of a question file
    "question_row_not_object": (
        '这一行不是 JSON 对象：应写作 {{"question": "…"}}',
        'the row is not a JSON object: write {{"question": "…"}}',
    ),
    "question_row_too_many_cells": (
        "这一行有 {cells} 格，列名只有 {columns} 个：含逗号的要加引号",
        "the row has {cells} cells, but there are {columns} columns: put quotes around cells that contain commas",
    ),
    "question_squad_no_context": (
        "不合 SQuAD 的格式：段落里没有 context 或 qas",
        "a paragraph has no `context` or `qas`: see the SQuAD layout",
    ),
    "question_squad_not_object": (
        "不合 SQuAD 的格式：问题不是 JSON 对象",
        "a question is not a JSON object: see the SQuAD layout",
    ),
    "question_row_no_question": (
        "没有问题：应在 question 或 问题 一列",
        "there is no question: put it in a column named `question` or 问题",
    ),
    "question_row_too_long": (
        "问题有 {length} 字，最多 {limit} 字",
        "the question has {length} characters, and at most {limit} are allowed",
    ),
    "question_row_no_word": ("问题里没有文字：请写一个问题", "the question contains no words: write a question"),
    "question_row_contradiction": (
        "有两列对能不能回答说法相反：请改正一列",
        "two columns contradict each other on whether the question can be answered: correct one of them",
    ),
    "question_row_answers_unanswerable": (
        "可回答 一列说不能回答，却给了答案：请去掉一个",
        "`answerable` is false, but there are answers: remove one of the two",
    ),
    "question_row_not_text": (
        "{field} 一列是列表或对象：应是文字",
        "`{field}` is a list or an object: give a single text",
    ),
    "question_row_not_texts": (
        "{field} 一列里套着列表或对象：应是一列文字",
        "`{field}` contains a nested list or an object: give a list of texts",
    ),
    "question_row_bad_grade": (
        "{field} 一列的等级 {grade} 不是整数",
        "`{field}` has the grade {grade}: give a whole number",
    ),
    "question_row_bad_boolean": (
        "{field} 一列是 {value}：应写 true、false、是 或 否",
        "`{field}` is {value}: write true or false, 是 or 否",
    ),
    "question_row_bad_history": (
        '看不懂 history 一列：应写作 [{{"question": "…", "answer": "…"}}]',
        '`history` cannot be understood: write [{{"question": "…", "answer": "…"}}]',
    ),
    "history_not_a_list": (
        "history 是 {value}：应是各轮问答的列表，或 null",
        "`history` is {value}: give a list of turns, or null",
    ),
    "history_bad_turn": (
        'history[{place}] 看不懂：{value}。应写作 {{"question": "…", "answer": "…"}}、["…", "…"] 或 '
        '{{"role": "user", "content": "…"}}',
        'history[{place}] cannot be understood: {value}. Write {{"question": "…", "answer": "…"}}, ["…", "…"] or '
        '{{"role": "user", "content": "…"}}',
    ),
    "history_bad_role": (
        "history[{place}] 的 role 是 {value}：应是 user 或 assistant",
        "the `role` of history[{place}] is {value}: it must be user or assistant",
    ),
    "question_row_id_taken": (
        "编号 {id} 在第 {line} 行用过：请另给编号",
        "the id {id} is already used on line {line}: give another",
    ),
    "question_row_id_taken_before": ("编号 {id} 前面用过：请另给编号", "the id {id} is already used: give another"),
    # Evaluations
    "evaluation_no_questions": (
        "没有可问的问题：请给一个有问题的文件",
        "there are no questions to ask: give a file with some",
    ),
    "evaluation_interrupted": (
        "已中断：问了 {total} 题中的 {asked} 题",
        "interrupted: {asked} of {total} questions were asked",
    ),
    "evaluation_out_of_time": (
        "到了时限：问了 {total} 题中的 {asked} 题",
        "the time limit was reached: {asked} of {total} questions were asked",
    ),
    "evaluation_quoted_without_answer": (
        "{questions} 道没有答案的题里，答了 {answered} 道；平均每题引了 {characters:.0f} 个字",
        "of {questions} questions without an answer, {answered} were answered; on average, {characters:.0f} characters "
        "were quoted for each",
    ),
    "evaluation_detects": (
        "{questions} 道题能看出 {least:.2g} 的差别，再小就看不出；真有 {often:.2g} 的差别时，五次里能看出四次",
        "{questions} questions can show a difference of {least:.2g}, and none that is smaller; a true difference of "
        "{often:.2g} is found four times in five",
    ),
    "evaluation_detects_nothing": (
        "{questions} 道题看不出任何差别：至少要 {wins} 道",
        "{questions} questions cannot show any difference: at least {wins} are needed",
    ),
    "evaluate_option_without_effect": (
        "{options} 与 {choice} 一起用不起作用：请去掉其中一样",
        "{options} has no effect with {choice}: leave one of them out",
    ),
    "evaluate_option_alone": (
        "{option} 要与 {needed} 一起用：请写上 {needed}",
        "{option} needs {needed}: give both",
    ),
    "max_wrong_bad_share": (
        "{name} 是 {share:g}：应大于 0、小于 1，或写作 5%",
        "{name} is {share:g}: give a share above 0 and below 1, or write 5%",
    ),
    "max_wrong_found": (
        "把握达到 {threshold:.1%} 才作答，答错的就不超过 {max_wrong}（可信度 {level}）："
        "{judged} 道评判过的题里答 {answered} 道（{share:.0%}），其中答错 {wrong} 道",
        "answering from a confidence of {threshold:.1%} on keeps wrong answers to at most {max_wrong} (at a level of "
        "{level}): of {judged} judged questions, {answered} are answered ({share:.0%}), {wrong} of them wrongly",
    ),
    "max_wrong_too_few": (
        "{judged} 道评判过的题还不足以保证答错的不超过 {max_wrong}（可信度 {level}）：大约还要评判 {more} 道",
        "{judged} judged questions are too few to keep wrong answers to at most {max_wrong} (at a level of "
        "{level}): about {more} more are needed",
    ),
    "max_wrong_never": (
        "无论门槛多高，答错的都多于 {max_wrong}：{judged} 道评判过的题里，把握最大的那些也有 {least:.1%} 答错",
        "no threshold keeps wrong answers to at most {max_wrong}: of {judged} judged questions, {least:.1%} are wrong "
        "even among those with the highest confidence",
    ),
    "max_wrong_not_applied": ("门槛没有改动", "the threshold was not changed"),
    "max_wrong_applied": ("这个文库从此用这个门槛", "this library now answers from that threshold on"),
    "max_wrong_default": ("这个文库又用默认的门槛", "this library answers from the default threshold again"),
    "max_wrong_other_search": (
        "--apply 只用于提问时的检索方式 hybrid：请去掉 --retriever",
        "--apply needs the retriever that answers questions, hybrid: leave --retriever out",
    ),
    "threshold_set": (
        "把握达到 {threshold:.1%} 才作答，答错的不超过 {max_wrong}（可信度 {level}）："
        "据 {day} 前评判过的 {judged} 道题",
        "answers from a confidence of {threshold:.1%} on, which keeps wrong answers to at most {max_wrong} (at a level "
        "of {level}), by {judged} questions judged until {day}",
    ),
    "threshold_stale": (
        "{day} 定下的门槛是按别的模型或版本定的，现在用默认的：请再运行 wenbao evaluate --max-wrong",
        "the threshold of {day} was found with another model or version, so the default counts: run `wenbao evaluate "
        "--max-wrong` again",
    ),
    "evaluation_not_compared": ("已中断：没有与 {retrievers} 对比", "interrupted: not compared with {retrievers}"),
    "evaluation_missing_articles": (
        "问题里点名的文章有 {count} 处不在文库里，召回率因此偏低：{names}",
        "{count} articles named by the questions are not in the library, which lowers recall: {names}",
    ),
    "evaluation_missing_passages": (
        "问题里点名的段落有 {count} 处不在文库里，召回率因此偏低：{names}",
        "{count} passages named by the questions are not in the library, which lowers recall: {names}",
    ),
    "evaluation_missing_evidence": (
        "问题里给的证据有 {count} 处不在文库里，召回率因此偏低：{names}",
        "{count} quotes of evidence given by the questions are not in the library, which lowers recall: {names}",
    ),
    "evaluation_bad_baseline": (
        "{path} 不是 wenbao evaluate 的 metrics.json：请给出以前某次评测的",
        "{path} is not a metrics.json of `wenbao evaluate`: give one from an earlier run",
    ),
    "evaluation_bad_gates": (
        "{gates}：应写作 指标=数值，数值从 0 到 1，指标是其中之一：{metrics}",
        "{gates}: write METRIC=VALUE, where VALUE is from 0 to 1 and METRIC is one of {metrics}",
    ),
    "gate_not_measured": (
        "没有测到 {metric}：没有题目有它所需的标注，或 --top-k 太小",
        "{metric} was not measured: no question has what it needs, or --top-k is too small",
    ),
    "gate_above": ("{metric} 为 {value:.4f}，高于 {limit:g}", "{metric} is {value:.4f}, over {limit:g}"),
    "gate_below": ("{metric} 为 {value:.4f}，低于 {limit:g}", "{metric} is {value:.4f}, under {limit:g}"),
    # Feedback from the chat
    "feedback_bad_line": (
        "{path} 第 {line} 行不是一条评价：请删去",
        "line {line} of {path} is not a judgment: remove it",
    ),
    "feedback_empty": (
        "这个文库的回答还没有人评价过：请先在聊天里点赞或点踩",
        "no answer of this library has been judged yet: give a thumbs up or down in the chat first",
    ),
}
