// Handles the events of the chat's HTML. All HTML that it inserts was escaped by the server.
// Gradio provides: element, trigger, props, server, watch.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const box = () => document.querySelector('#question textarea');

// The reader: a dialog outside of Gradio's own elements
const reader = document.createElement('dialog');
reader.id = 'reader';
reader.setAttribute('aria-labelledby', 'reader-title');
const shut = document.createElement('button');
shut.type = 'button';
shut.className = 'shut';
shut.textContent = '×';
const sheet = document.createElement('div');
sheet.className = 'sheet-of-text';
sheet.tabIndex = 0;
reader.append(shut, sheet);
document.body.append(reader);
shut.addEventListener('click', () => reader.close());
reader.addEventListener('click', (event) => { if (event.target === reader) reader.close(); });

async function read(opener) {
  const spans = (opener.dataset.spans || '').split(',').filter(Boolean).map(Number);
  opener.setAttribute('aria-busy', 'true');
  try {
    sheet.innerHTML = await server.article({ id: opener.dataset.open, spans, language: language() });
  } finally {
    opener.removeAttribute('aria-busy');
  }
  shut.setAttribute('aria-label', label('close'));
  if (!reader.open) reader.showModal();
  sheet.scrollTop = 0;
  await sheet.querySelector('img')?.decode().catch(() => {}); // scrolling needs the image's height
  toMark('.page .box') || toMark('.text mark');
  sheet.focus({ preventScroll: true });
}

function toMark(selector) {
  const mark = sheet.querySelector(selector);
  mark?.scrollIntoView({ block: 'center' });
  return mark;
}

const language = () => element.querySelector('[data-language-now]')?.dataset.languageNow || 'en';
const label = (key) => element.querySelector('[data-language-now]')?.dataset[key] || key;

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea'); // without https, a page may not use the clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  const before = button.textContent;
  button.textContent = label('copied');
  setTimeout(() => { button.textContent = before; }, 1600);
}

function click(event) {
  const button = event.target.closest('button');
  if (!button) return;
  const data = button.dataset;
  if (data.open !== undefined) read(button);
  else if (data.toMark !== undefined) toMark('.text mark');
  else if (data.ask !== undefined) trigger('ask', { question: data.ask });
  else if (data.copy !== undefined) copy(data.copy, button);
  else if (data.link !== undefined) {
    copy(`${location.origin}${location.pathname}?q=${encodeURIComponent(data.link)}`, button);
  } else if (data.judge !== undefined) {
    trigger('judge', { id: button.closest('.exchange').dataset.id, good: data.judge === 'good' });
  } else if (button.classList.contains('unfold')) {
    const wide = button.closest('.passage').classList.toggle('wide');
    button.setAttribute('aria-expanded', String(wide));
    button.textContent = wide ? data.fold : data.unfold;
  } else if (data.themeSwitch !== undefined) {
    const dark = document.body.classList.toggle('dark');
    localStorage.setItem('wenbao-theme', dark ? 'dark' : 'light');
  }
}
document.addEventListener('click', click);

const chosen = localStorage.getItem('wenbao-theme');
if (chosen) document.body.classList.toggle('dark', chosen === 'dark');

// Keys: / goes to the question, arrows move through the passages, Enter opens one
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || reader.open) return;
  const typing = event.target.closest('input, textarea, select, [contenteditable="true"], [role="tab"], [role="listbox"]');
  if (event.key === '/' && !typing) {
    event.preventDefault();
    byId('question').scrollIntoView({ block: 'nearest' });
    box()?.focus();
  } else if (event.key === 'Escape' && event.target === box()) {
    box().blur();
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !typing) {
    const now = event.target.closest('.hit');
    const hits = [...(now ? now.parentElement : [...element.querySelectorAll('.hits')].pop() || element).querySelectorAll('.hit')];
    if (!hits.length) return;
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const next = now ? hits[hits.indexOf(now) + step] : hits[step > 0 ? 0 : hits.length - 1];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter' && event.target.classList?.contains('hit')) {
    event.preventDefault();
    read(event.target.querySelector('[data-open]'));
  }
});

// Gradio labels its drop zones in English, or in the browser's language: show our text instead, also to screen readers
function zones() {
  for (const zone of document.querySelectorAll('.upload-container')) {
    if (zone.hasAttribute('aria-label')) zone.removeAttribute('aria-label');
    const inside = zone.querySelector('[data-testid="upload-text"]');
    const [words, ...rest] = [...(inside?.childNodes || [])].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!words || words.data === label('drop_here')) continue;
    words.data = label('drop_here');
    for (const node of rest) node.data = '';
    inside.querySelector('.or')?.remove();
  }
}
new MutationObserver(zones).observe(document.body, { childList: true, subtree: true });

// Shows the updates of the thread, and scrolls to a new question
let first = true;
function show() {
  const update = props.value;
  if (!update) return;
  if (!update.id) element.innerHTML = update.html;
  else if (update.verdict !== undefined) judge(update);
  else put(update);
  if (update.exchange) keep(update);
  else if (!update.id && !first) sessionStorage.removeItem(UNSAVED); // a new conversation
  root.lang = language() === 'zh' ? 'zh-CN' : 'en';
  zones();
  if (first) begin();
  first = false;
}

const UNSAVED = 'wenbao-unkept';
function keep({ id, exchange }) {
  const { exchanges } = JSON.parse(sessionStorage.getItem(UNSAVED)) || {};
  const most = Number(element.querySelector('[data-most]').dataset.most);
  sessionStorage.setItem(UNSAVED, JSON.stringify({ most, exchanges: { ...exchanges, [id]: exchange } }));
  trigger('keep');
}

function put(update) {
  const frame = element.firstElementChild;
  const made = document.createElement('template');
  made.innerHTML = update.html;
  const fresh = made.content.firstElementChild;
  const there = frame.querySelector(`[data-id="${CSS.escape(update.id)}"]`);
  if (there) there.replaceWith(fresh);
  else if (fresh.matches('.exchange')) { // a late welcome replaces nothing
    for (const gone of frame.querySelectorAll('.welcome, .pending')) gone.remove();
    frame.append(fresh);
    while (frame.children.length > Number(frame.dataset.most)) frame.firstElementChild.remove();
    fresh.scrollIntoView({ block: 'start' });
  }
}

function judge({ id, verdict }) {
  for (const thumb of element.querySelectorAll(`[data-id="${CSS.escape(id)}"] [data-judge]`)) {
    thumb.setAttribute('aria-pressed', String(verdict === thumb.dataset.judge));
  }
}

function begin() {
  if (sessionStorage.getItem(UNSAVED)) trigger('keep'); // not yet stored when the page was reloaded
  const last = [...element.querySelectorAll('.exchange')].pop();
  last?.scrollIntoView({ block: 'start' });
  const address = new URL(location.href);
  const asked = address.searchParams.get('q')?.trim();
  if (asked === undefined) return;
  address.searchParams.delete('q');
  history.replaceState(null, '', address); // a reload must not ask again
  if (asked && last?.querySelector('.question').textContent !== asked) trigger('ask', { question: asked });
}
watch('value', show);
