"use strict";
// The list of questions, and the language. All texts from articles and questions become text nodes, never markup.
(() => {
  const page = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const data = JSON.parse(document.getElementById("rows").textContent);
  const PAGE = 50;
  const KINDS = ["not found", "not first", "wrong quote", "refused", "answered"];
  const state = { kind: "", slices: {}, text: "", shown: PAGE };

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
  const say = (key) => words[key][page.dataset.lang === "zh" ? 0 : 1];
  const sliceName = (kind) => (words[`slice_${kind}`] ? say(`slice_${kind}`) : kind);
  const sliceValue = (kind, value) => (words[`slice_${kind}`] && words[`value_${value}`] ? say(`value_${value}`) : value);
  const of = (row, name) => row[name] || [];

  for (const row of data.rows) {
    row.found = [row.id, row.question, row.quote, row.article, ...row.answers, ...of(row, "where")].join("\n").toLowerCase();
  }
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, data.rows.filter((row) => of(row, "miss").includes(kind)).length]));
  const missed = data.rows.filter((row) => of(row, "miss").length).length;
  state.kind = data.judged ? "missed" : "all";

  const slices = {};
  for (const row of data.rows) {
    for (const [kind, value] of Object.entries(row.slices)) (slices[kind] ||= new Map()).set(value, (slices[kind].get(value) || 0) + 1);
  }

  const kinds = node("div", { class: "kinds" });
  const search = node("input", { type: "search", oninput: (event) => { state.text = event.target.value.trim().toLowerCase(); again(); } });
  const selects = Object.entries(slices).map(([kind, values]) => {
    const select = node("select", { onchange: (event) => { state.slices[kind] = event.target.value; again(); } }, node("option", { value: "" }));
    for (const [value, count] of [...values].sort((a, b) => b[1] - a[1])) select.append(node("option", { value, "data-count": count }));
    select.dataset.kind = kind;
    return select;
  });
  const list = node("div", { "aria-live": "polite" });
  const filters = node("div", { class: "filters" }, kinds, search, ...selects);
  document.getElementById("list").replaceChildren(filters, list);

  function again() {
    state.shown = PAGE;
    draw();
  }

  function fits(row) {
    const miss = of(row, "miss");
    if (state.kind === "missed" ? !miss.length : state.kind !== "all" && !miss.includes(state.kind)) return false;
    if (state.text && !row.found.includes(state.text)) return false;
    return Object.entries(state.slices).every(([kind, value]) => !value || row.slices[kind] === value);
  }

  function buttons() {
    const choices = data.judged ? [["missed", missed], ...KINDS.filter((kind) => counts[kind]).map((kind) => [kind, counts[kind]])] : [];
    if (!data.judged || data.rows.length > missed) choices.push(["all", data.rows.length]);
    kinds.replaceChildren(...choices.map(([kind, count]) => node(
      "button",
      { type: "button", "aria-pressed": String(state.kind === kind), onclick: () => { state.kind = kind; again(); } },
      say(kind), node("span", { class: "count" }, String(count)),
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

  function detail(row) {
    const parts = node("dl");
    const add = (key, ...content) => parts.append(node("dt", {}, say(key)), node("dd", {}, ...content));
    if (row.history) add("earlier", row.history.join(" / "));
    if (row.unanswerable) add("expected", say("expected_none"));
    else if (row.answers.length) add("expected", row.answers.join(" | "));
    if (row.where) add("expected_where", row.where.join(" | "));
    const sure = node("small", {}, ` ${row.article} · ${say("confidence")} ${row.confidence.toFixed(2)}`);
    if (row.quote) add(row.answered ? "got" : "got_refused", ...marked(row.quote, row.phrase || row.answers.find((answer) => row.quote.includes(answer))), sure);
    else add("got", say("got_nothing"));
    if (of(row, "hits").length) {
      add("passages", node("ol", {}, ...row.hits.map(([rank, title, source, date, pageNumber, relevant, text]) => node(
        "li", { class: relevant === 1 ? "relevant" : "" },
        node("small", {}, [rank, title, source, date, pageNumber ? `p. ${pageNumber}` : "", relevant === 1 ? say("relevant") : ""].filter(Boolean).join(" · ")),
        node("br"), text,
      ))));
    }
    const about = Object.entries(row.slices).map(([kind, value]) => `${sliceName(kind)}: ${sliceValue(kind, value)}`);
    parts.append(node("dt", {}, "id"), node("dd", {}, node("small", {}, [row.id, ...about].join(" · "))));
    return node("div", { class: "detail" }, parts);
  }

  function item(row) {
    const tags = of(row, "miss").map((kind) => node("span", { class: "tag bad" }, say(kind)));
    if (!data.judged) tags.push(node("span", { class: `tag ${row.answered ? "good" : ""}` }, row.confidence.toFixed(2)));
    const made = node("details", { class: "row" }, node("summary", {}, node("span", { class: "asked" }, row.question), node("span", { class: "tags" }, ...tags)));
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
    page.lang = language;
    document.title = say("report");
    document.querySelector(".switch").textContent = say("switch");
    draw();
  }
  document.querySelector(".switch").addEventListener("click", () => speak(page.dataset.lang === "zh" ? "en" : "zh"));
  speak((navigator.language || "en").startsWith("zh") ? "zh" : "en");
})();
