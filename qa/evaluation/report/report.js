// Lists the questions, filters them, and switches the language. All texts of articles and questions become text nodes,
// never markup.
(() => {
  const page = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const data = JSON.parse(document.getElementById("rows").textContent);
  const PAGE = 20;
  const REASONS = Object.keys(words).filter((key) => key.startsWith("why_")).map((key) => key.slice(4));
  const VERDICTS = ["won", "lost", "differently"];
  const state = { kind: data.judged ? "missed" : "all", run: "", slices: {}, text: "", shown: PAGE };

  const node = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const say = (key, values = {}) => words[key][page.dataset.lang === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const sliceName = (kind) => (words[`slice_${kind}`] ? say(`slice_${kind}`) : kind);
  const sliceValue = (kind, value) => (words[`slice_${kind}`] && words[`value_${value}`] ? say(`value_${value}`) : value);
  const of = (row, name) => row[name] || [];
  const runName = (run) => (run === "baseline" ? say("baseline") : run);

  for (const row of data.rows) {
    row.found = [row.id, row.question, row.quote, row.article, ...row.answers, ...of(row, "where")].join("\n").toLowerCase();
  }

  // What a button shows: a kind, and the run that it compares with, if any.
  function belongs(row, kind, run) {
    if (run) return row.others?.[run]?.[0] === kind;
    if (kind === "missed") return Boolean(row.why);
    if (kind === "not first") return Boolean(row.late);
    return kind === "all" || row.why === kind;
  }
  const count = (kind, run) => data.rows.filter((row) => belongs(row, kind, run)).length;
  const missed = count("missed", "");
  const choices = data.judged
    ? ["missed", ...REASONS, "not first"].map((kind) => [kind, "", count(kind, "")]).filter(([kind, , n]) => n || kind === "missed") : [];
  if (!data.judged || data.rows.length > missed) choices.push(["all", "", data.rows.length]);
  for (const run of data.runs) choices.push(...VERDICTS.map((kind) => [kind, run, count(kind, run)]).filter(([, , n]) => n));

  const slices = {};
  for (const row of data.rows) {
    for (const [kind, value] of Object.entries(row.slices)) (slices[kind] ||= new Map()).set(value, (slices[kind].get(value) || 0) + 1);
  }
  // Years and lengths in their order, else the most frequent first.
  function ordered(values) {
    const listed = [...values];
    const numbers = listed.every(([value]) => /^[0-9]/.test(value));
    return listed.sort((a, b) => (numbers ? parseFloat(a[0]) - parseFloat(b[0]) : b[1] - a[1]));
  }

  const kinds = node("div", { class: "kinds" });
  const search = node("input", { type: "search", oninput: (event) => { state.text = event.target.value.trim().toLowerCase(); again(); } });
  const selects = Object.entries(slices).map(([kind, values]) => {
    const select = node("select", { onchange: (event) => { state.slices[kind] = event.target.value; again(); } }, node("option", { value: "" }));
    for (const [value, n] of ordered(values)) select.append(node("option", { value, "data-count": n }));
    select.dataset.kind = kind;
    return select;
  });
  const list = node("div", { "aria-live": "polite" });
  document.getElementById("list").replaceChildren(node("div", { class: "filters" }, kinds, search, ...selects), list);

  function again() {
    state.shown = PAGE;
    draw();
  }

  function fits(row) {
    if (!belongs(row, state.kind, state.run)) return false;
    if (state.text && !row.found.includes(state.text)) return false;
    return Object.entries(state.slices).every(([kind, value]) => !value || row.slices[kind] === value);
  }

  const label = (kind, run) => say(run ? `verdict_${kind}` : words[`why_${kind}`] ? `why_${kind}` : kind);

  function buttons() {
    const groups = ["", ...data.runs].map((run) => [run, choices.filter((choice) => choice[1] === run)]).filter(([, group]) => group.length);
    kinds.replaceChildren(...groups.map(([run, group]) => node(
      "div", { class: "choices", role: "group", "aria-label": run ? say("against", { name: runName(run) }) : say("all_questions") },
      ...(run ? [node("span", { class: "against" }, say("against", { name: runName(run) }))] : []),
      ...group.map(([kind, , n]) => node(
        "button",
        {
          type: "button", "aria-pressed": String(state.kind === kind && state.run === run),
          onclick: () => { state.kind = kind; state.run = run; again(); },
        },
        label(kind, run), node("span", { class: "count" }, String(n)),
      )),
    )));
    search.placeholder = say("find");
    search.setAttribute("aria-label", say("find"));
    for (const select of selects) {
      select.options[0].textContent = sliceName(select.dataset.kind);
      select.setAttribute("aria-label", sliceName(select.dataset.kind));
      for (const option of [...select.options].slice(1)) option.textContent = `${sliceValue(select.dataset.kind, option.value)} (${option.dataset.count})`;
    }
  }

  function marked(text, part) {
    const at = part ? text.indexOf(part) : -1;
    if (at < 0) return [text];
    return [text.slice(0, at), node("mark", {}, part), text.slice(at + part.length)];
  }

  const expected = (row) => (row.unanswerable ? say("expected_nothing") : row.answers.join(" | ") || of(row, "where")[0] || "");
  const tag = (text, kind) => node("span", { class: `tag ${kind}` }, text);

  function detail(row) {
    const parts = node("dl");
    const add = (key, ...content) => parts.append(node("dt", {}, say(key)), node("dd", {}, ...content));
    if (row.history) add("earlier", row.history.join(" / "));
    if (row.unanswerable) add("expected", say("expected_nothing"));
    else if (row.answers.length) add("expected", row.answers.join(" | "));
    if (row.where) add("expected_where", row.where.join(" | "));
    const sure = node("small", {}, ` ${row.article} · ${say("confidence")} ${row.confidence.toFixed(2)}`);
    if (row.quote) add(row.answered ? "got" : "got_refused", ...marked(row.quote, row.phrase || row.answers.find((answer) => row.quote.includes(answer))), sure);
    else add("got", say("got_nothing"));
    if (row.explained) add("why", say(...row.explained));
    for (const [run, [, kind, why, quote, answered]] of Object.entries(row.others || {})) {
      const how = why && kind !== "answered_wrongly" ? `${say(`outcome_${kind}`)} · ${say(`why_${why}`)}` : say(`outcome_${kind}`);
      parts.append(
        node("dt", {}, say("in_other", { name: runName(run) })),
        node("dd", {}, quote || say("nothing_found"), node("small", {}, ` ${[how, answered ? "" : say("got_refused")].filter(Boolean).join(" · ")}`)),
      );
    }
    if (of(row, "hits").length) {
      add("passages", node("ol", {}, ...row.hits.map(([rank, title, source, date, pageNumber, relevant, text]) => node(
        "li", { class: relevant === 1 ? "relevant" : "" },
        node("small", {}, [rank, title, source, date, pageNumber ? say("page", { page: pageNumber }).replaceAll(" ", "\u00a0") : "", relevant === 1 ? say("relevant") : ""].filter(Boolean).join(" · ")),
        node("br"), text,
      ))));
    }
    const about = Object.entries(row.slices).map(([kind, value]) => `${sliceName(kind)}: ${sliceValue(kind, value)}`);
    parts.append(node("dt", {}, "id"), node("dd", {}, node("small", {}, [row.id, ...about].join(" · "))));
    return node("div", { class: "detail" }, parts);
  }

  // In the list: right or not, the question, what was expected and found, and why it was lost.
  function item(row) {
    const known = row.kind !== "unknown";
    const good = !row.why;
    const sign = known ? node("span", { class: `sign ${good ? "good" : "bad"}`, title: say(`outcome_${row.kind}`) }, good ? "✓" : "✗") : "";
    const tags = [];
    if (row.why) tags.push(tag(say(`why_${row.why}`), "bad"));
    if (row.kind === "refused_wrongly" && row.why !== "refusal") tags.push(tag(say("outcome_refused_wrongly"), "bad"));
    if (row.late) tags.push(tag(say("not first"), ""));
    for (const [run, [verdict]] of Object.entries(row.others || {})) if (state.run === run) tags.push(tag(say(`verdict_${verdict}`), verdict === "won" ? "good" : verdict === "lost" ? "bad" : ""));
    if (!known) tags.push(tag(row.confidence.toFixed(2), row.answered ? "good" : ""));
    const brief = node("span", { class: "brief" });
    if (expected(row)) brief.append(node("b", {}, say("expected")), ` ${expected(row)} `);
    const got = row.quote ? [node("b", {}, say(row.answered ? "got" : "got_refused")), ` ${row.quote}`] : [node("b", {}, say("got_nothing"))];
    if (row.why || !known) brief.append(...got);
    const made = node("details", { class: "row" }, node(
      "summary", {}, sign, node("span", { class: "asked" }, row.question, brief), node("span", { class: "tags" }, ...tags),
    ));
    if (!data.judged) made.open = true;
    const fill = () => { if (made.open && made.children.length === 1) made.append(detail(row)); };
    made.addEventListener("toggle", fill);
    fill();
    return made;
  }

  function draw() {
    buttons();
    const rows = data.rows.filter(fits);
    const shown = rows.slice(0, state.shown).map(item);
    const more = rows.length > state.shown
      ? [node("button", { type: "button", class: "more", onclick: () => { state.shown += PAGE; draw(); } }, say("more"))] : [];
    list.replaceChildren(
      node("p", { class: "about" }, rows.length ? `${Math.min(rows.length, state.shown)} / ${rows.length} ${say("shown")}` : say("nothing")),
      ...shown, ...more,
    );
  }

  function speak(language) {
    page.dataset.lang = language;
    page.lang = language === "zh" ? "zh-CN" : "en";
    document.title = say("report");
    document.querySelector(".switch").textContent = say("switch");
    draw();
  }
  document.querySelector(".switch").addEventListener("click", () => speak(page.dataset.lang === "zh" ? "en" : "zh"));
  speak((navigator.language || "en").startsWith("zh") ? "zh" : "en");
})();
