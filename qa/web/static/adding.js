// Adding articles: what is dropped, pasted or chosen together is a row of the tray, with its progress. The tray is at the
// question box, or under the library's box for files: on the tab that is shown.
const tray = make('div', 'rows');
const placed = make('div', '', '', { id: 'tray' });
placed.append(tray);
const POLL = 600; // milliseconds
new MutationObserver(placeTray).observe(document.body, { childList: true, subtree: true });
document.addEventListener('click', (event) => { if (event.target.closest('[role="tab"]')) setTimeout(placeTray); });
placeTray();
function placeTray() { // the places are drawn anew with each change of the language
  const places = [...document.querySelectorAll('.tray-place')];
  const place = places.find((one) => one.offsetParent) || (!placed.isConnected && places[0]);
  if (place && placed.parentNode !== place) place.append(placed);
}

const ids = () => JSON.parse(sessionStorage.getItem(ADDING) || '[]');
const remember = (list) => sessionStorage.setItem(ADDING, JSON.stringify(list));

function newRow(again = null) {
  const row = make('section', 'row');
  row.append(make('div', 'state'), make('p', 'row-actions'));
  row.again = again;
  tray.append(row);
  row.scrollIntoView({ block: 'nearest' });
  return row;
}

function setActions(row, ...buttons) {
  row.lastChild.replaceChildren(...buttons.map(([key, act, values, name]) => {
    const button = make('button', name || 'quiet', label(key, values), { type: 'button' });
    button.addEventListener('click', () => act(button));
    return button;
  }));
}

const setState = (row, ...children) => row.firstChild.replaceChildren(...children);
const dismiss = (row) => { row.remove(); if (row.adding) remember(ids().filter((id) => id !== row.adding)); };

function progressBar(text, share) {
  const bar = make('div', 'bar', '', { role: 'progressbar', 'aria-label': text, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': share });
  bar.append(make('span'));
  bar.firstChild.style.width = `${share}%`;
  const line = make('p');
  line.append(make('span', '', text), make('span', 'value', `${share}%`));
  const shown = make('div', 'progress');
  shown.append(line, bar);
  return shown;
}

function showFailure(row, text) {
  setState(row, make('p', 'failure', text, { role: 'alert' }));
  setActions(row, ...(row.again ? [['try_again', () => row.again(row)]] : []), ['dismiss', () => dismiss(row)]);
}

// Begins on the server, and follows until the end
async function begin(row, name, data) {
  try {
    const update = await call(name, data);
    if (update.refused) return showFailure(row, update.refused);
    row.adding = update.id;
    remember([...ids(), update.id]);
    return await follow(row, update);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (!error.message) lost();
    return showFailure(row, error.message || label('lost_article'));
  }
}

async function follow(row, update) {
  let now = update;
  setActions(row, ['stop_adding', (button) => { button.disabled = true; call('stop_adding', { id: row.adding }).catch(() => {}); }]);
  while (row.isConnected && !now.ended) {
    setState(row, parsed(now.html));
    await new Promise((done) => { setTimeout(done, POLL); });
    try {
      now = await call('adding', { id: row.adding });
    } catch (error) { // it goes on without us
      if (!(error instanceof Failed)) throw error;
      if (!error.message) lost();
      await new Promise((done) => { setTimeout(done, 2000); });
      continue;
    }
    if (now.refused) {
      row.again = null;
      remember(ids().filter((id) => id !== row.adding));
      return showFailure(row, now.refused);
    }
  }
  if (row.isConnected) showAdded(row, now);
  document.dispatchEvent(new Event('library-changed'));
}

function showAdded(row, result) {
  row.result = result;
  row.classList.remove('taken');
  const whole = make('div', 'ended', '', { tabindex: '0' });
  whole.innerHTML = result.html;
  setState(row, whole);
  const { articles, title } = result;
  const buttons = [];
  const scope = () => {
    row.classList.add('taken');
    askOnly(articles.length === 1 ? articles[0] : '', title, articles.length > 1 ? articles : '');
  };
  const one = articles.length === 1;
  if (articles.length) buttons.push([one ? 'ask_this' : 'ask_these', scope, { n: articles.length }, 'filled ask-added']);
  if (row.again && (result.failed || whole.querySelector('.unread'))) buttons.push(['try_again', () => row.again(row)]);
  setActions(row, ...buttons, ['dismiss', () => dismiss(row)]);
  if (articles.length) showExample(row, articles, scope);
}

async function showExample(row, articles, scope) {
  const question = row.example ?? await call('example', { articles }).catch(() => '');
  row.example = question;
  if (!question || !row.result || row.querySelector('.example')) return;
  const line = make('p', 'example-of-added', label('example_of_added'));
  const button = make('button', 'example', question, { type: 'button' });
  button.addEventListener('click', () => { scope(); ask(question); });
  line.append(button);
  row.insertBefore(line, row.lastChild);
}

// After a reload, and in the other language
const asked = new Set(); // ids whose row is about to be drawn
async function showAdding() {
  const rows = [...tray.children];
  for (const row of rows.filter((one) => one.result)) {
    call('adding', { id: row.adding }).then((update) => {
      if (update.refused || !row.isConnected) return;
      row.querySelector('.example-of-added')?.remove();
      delete row.example;
      showAdded(row, update);
    }, () => {});
  }
  const kept = ids().filter((known) => !asked.has(known) && !rows.some((row) => row.adding === known));
  for (const id of kept) asked.add(id);
  for (const id of kept) {
    const update = await call('adding', { id }).catch(() => null);
    asked.delete(id);
    if (!update || update.refused) {
      remember(ids().filter((known) => known !== id));
      continue;
    }
    const row = newRow();
    row.adding = id;
    follow(row, update);
  }
}
watch('value', () => { if (props.value) setTimeout(showAdding); }); // after the page has its language
showAdding();
