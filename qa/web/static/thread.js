// The conversation on the page
const WHOLE = 6; // turns that are shown whole; older ones are folded
const thread = make('div', 'turns');
element.append(thread);

function put(update) {
  const fresh = parsed(update.html);
  const there = find(update.id);
  if (there) there.replaceWith(fresh);
  else thread.append(fresh);
  return fresh;
}

const find = (id) => thread.querySelector(`[data-id="${CSS.escape(id)}"]`);

// The questions of older turns stay; their answers come back with a click
function fold() {
  const open = [...thread.querySelectorAll('.exchange:not(.folded, .pending)')];
  for (const turn of open.slice(0, -WHOLE)) turn.replaceWith(folded(turn.dataset.id, turn.querySelector('.question').textContent));
  while (thread.children.length > page.most) thread.firstElementChild.remove();
}

function folded(id, question) {
  const made = make('section', 'exchange folded', '', { 'data-id': id });
  const head = make('h2', 'question');
  head.append(make('button', 'unfold-turn', question, { type: 'button', 'aria-expanded': 'false' }));
  made.append(head);
  return made;
}

async function unfold(turn) {
  const { exchanges } = await current();
  const text = exchanges.find((one) => JSON.parse(one).id === turn.dataset.id);
  if (!text) return;
  const [whole] = await call('turns', { exchanges: [text] });
  put(whole).classList.add('unfolded');
}

// Shows the conversation that is kept, or the welcome
async function showTalk() {
  const talk = await current();
  if (talk.exchanges.length) makeRoom(label('source_here'));
  const last = talk.exchanges.slice(-WHOLE);
  const whole = last.length ? await call('turns', { exchanges: last }).catch(() => []) : [];
  const older = parsedOf(talk).slice(0, -WHOLE);
  const pending = thread.querySelectorAll('.pending'); // when the language is switched meanwhile
  thread.replaceChildren(...older.map(({ id, question }) => folded(id, question)), ...whole.map(({ html }) => parsed(html)), ...pending);
  if (!thread.children.length) welcome();
  else if (!pending.length) showSource(thread.lastElementChild);
  return thread.lastElementChild;
}

async function welcome() {
  hidePane();
  thread.replaceChildren(parsed(page.welcome));
  const withExamples = await call('welcome').catch(() => '');
  if (withExamples && thread.querySelector('.welcome')) thread.replaceChildren(parsed(withExamples));
}

// Starts a new conversation; the others stay in the list
function newTalk() {
  sessionStorage.setItem(TALK, '');
  clearFilters();
  if (sought) seek('');
  welcome();
  scrollTo(0, 0);
  box()?.focus();
}

async function judge(button) {
  const { id } = button.closest('.exchange').dataset;
  const { exchanges } = await current();
  const at = exchanges.findIndex((text) => JSON.parse(text).id === id);
  const update = await call('judge', {
    id, good: button.dataset.judge === 'good', exchanges: exchanges.slice(Math.max(0, at - 50), at + 1),
  }).catch(() => null);
  if (!update) return;
  await keep(update.exchange);
  for (const thumb of find(id).querySelectorAll('[data-judge]')) {
    thumb.setAttribute('aria-pressed', String(update.verdict === thumb.dataset.judge));
  }
}
