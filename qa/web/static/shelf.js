// The library's tab: the list with search and order, edits, removals, collections, and undo.
const view = { words: '', sort: 'added', collection: '', file: '', shown: 100 };
const selected = new Set(); // ids of articles
const undoable = []; // { news, token }, the last step at the end
let listing = 0;

async function list() {
  const body = byId('shelf-body');
  if (!body) return;
  const turn = ++listing;
  body.dataset.filled = 'yes';
  const html = await call('shelf', view);
  if (turn !== listing || !byId('shelf-body')) return; // something else was chosen meanwhile
  const held = keyOf(document.activeElement);
  byId('shelf-body').replaceChildren(parsed(html));
  for (const tick of byId('shelf-body').querySelectorAll('[data-select]')) tick.checked = selected.has(tick.dataset.select);
  if (held) byId('shelf-body').querySelector(held)?.focus();
  showSelected();
}

// A selector that finds the button again in the new list
function keyOf(element) {
  if (!element?.closest?.('#shelf-body')) return '';
  const named = ['data-collection', 'data-select', 'data-edit', 'data-of-file', 'data-collect'].find((name) => element.hasAttribute(name));
  return named ? `[${named}="${CSS.escape(element.getAttribute(named))}"]` : element.id && `#${element.id}`;
}

function look(change) {
  Object.assign(view, { shown: 100 }, change);
  return list();
}

function chooseCollection(name) {
  selected.clear();
  return look({ collection: name, file: '' });
}

// Does something on the server, and offers to undo it
async function act(name, data, seconds = 120) {
  const done = await call(name, data, seconds);
  if (done.refused) toast(done.refused, { seconds: 8 });
  if (done.undo) undoable.push({ news: done.news, token: done.undo });
  while (undoable.length > 50) undoable.shift();
  if (done.undo) showUndo();
  return done;
}

function showUndo() {
  const bar = byId('shelf-undo');
  const last = undoable[undoable.length - 1];
  if (!bar) return;
  bar.replaceChildren();
  if (!last) return;
  bar.append(make('span', '', last.news), make('button', 'boxed', label('undo'), { type: 'button', id: 'undo' }),
    make('button', 'quiet', '×', { type: 'button', id: 'undo-shut', 'aria-label': label('close') }));
}

async function undo() {
  const step = undoable.pop();
  const done = await call('shelf_undo', { token: step.token }, 600);
  if (done.again) undoable.push({ news: step.news, token: done.again });
  if (done.refused) toast(done.refused, { seconds: 8 });
  showUndo();
  if (done.news) toast(done.news);
  await list();
  byId('undo')?.focus();
}

async function removeArticles(data) {
  const done = await act('shelf_remove', data, 600);
  if (done.refused) return;
  for (const id of data.ids || [...selected]) selected.delete(id);
  await look(data.file ? { file: '' } : { shown: view.shown });
}

async function collect(action, data = {}) {
  const done = await act('shelf_collect', { action, collection: view.collection, ...data });
  if (done.refused) return false;
  if (action === 'rename') view.collection = data.name;
  if (action === 'delete') view.collection = '';
  if (['add', 'leave', 'create'].includes(action)) selected.clear();
  if (action === 'create' && !data.ids) view.collection = data.name;
  await list();
  return true;
}

// What is done with the selected ones
function showSelected() {
  const bar = byId('shelf-selected');
  const shelf = byId('shelf-body')?.firstElementChild;
  if (!bar || !shelf) return;
  const all = byId('shelf-all');
  const ticks = [...shelf.querySelectorAll('[data-select]')];
  if (all) all.checked = ticks.length > 0 && ticks.every((tick) => tick.checked);
  bar.hidden = !selected.size;
  if (!selected.size) return bar.replaceChildren();
  const into = make('select', '', '', { id: 'shelf-into', 'aria-label': label('add_to_collection') });
  into.append(make('option', '', label('add_to_collection'), { value: '' }));
  for (const name of JSON.parse(shelf.dataset.own)) into.append(make('option', '', name, { value: `=${name}` }));
  into.append(make('option', '', `+ ${label('new_collection')}`, { value: '+' }));
  bar.replaceChildren(make('strong', '', label('selected', { n: selected.size })), into);
  const button = (key, id, values) => bar.append(make('button', 'boxed', label(key, values), { type: 'button', id }));
  if (shelf.dataset.chosen) button('take_out', 'shelf-leave', { name: shelf.dataset.chosen });
  button('remove_selected', 'shelf-remove');
  bar.append(make('button', 'quiet', label('unselect'), { type: 'button', id: 'shelf-none' }));
}

// A form in place of what opened it: fields of [name, value, hint], and what is done with their values
function form(fields, place, done) {
  const made = make('form', 'shelf-form');
  for (const [name, text, value, hint] of fields) {
    const field = make('label', '', text);
    const input = make('input', '', '', { name, maxlength: '300', autocomplete: 'off', placeholder: hint || '' });
    input.value = value;
    field.append(input);
    made.append(field);
  }
  const wrong = make('span', 'wrong', '', { role: 'alert' });
  made.append(wrong, make('button', 'boxed', label('save_edit'), { type: 'submit' }), make('button', 'quiet', label('cancel'), { type: 'button' }));
  const outer = place.matches('li') ? make('li') : made; // a list holds nothing but items
  if (outer !== made) outer.append(made);
  const close = () => { outer.replaceWith(place); (place.matches('button') ? place : place.querySelector('[data-edit]'))?.focus(); };
  made.lastChild.addEventListener('click', close);
  made.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); } });
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    wrong.textContent = await done(Object.fromEntries(new FormData(made))) || '';
  });
  place.replaceWith(outer);
  made.querySelector('input').select();
}

function editEntry(entry) {
  const { id, title, date, source } = entry.dataset;
  const fields = [['title', label('field_title'), title], ['date', label('field_date'), date, label('date_hint')], ['source', label('field_source'), source]];
  form(fields, entry, async (facts) => {
    const done = await act('shelf_edit', { ids: [id], ...facts });
    if (!done.wrong && !done.refused) await list();
    return done.wrong;
  });
}

function nameCollection(button, action, ids) {
  const named = [['name', label('collection_name'), action === 'rename' ? view.collection : '']];
  form(named, button, async ({ name }) => { await collect(action, ids ? { name, ids } : { name }); });
}

const shelfClicks = {
  collection: (button) => chooseCollection(button.dataset.collection),
  within: ({ dataset }) => askWithin({ collection: dataset.within }),
  collect: (button) => (button.dataset.collect === 'delete' ? collect('delete') : nameCollection(button, button.dataset.collect)),
  ofFile: (button) => look({ file: button.dataset.ofFile }),
  removeFile: (button) => removeArticles({ file: button.dataset.removeFile }),
  edit: (button) => editEntry(button.closest('.entry')),
  remove: (button) => removeArticles({ ids: [button.dataset.remove] }),
};
const shelfButtons = {
  undo, 'undo-shut': () => { undoable.length = 0; showUndo(); },
  'shelf-more': () => look({ shown: view.shown + 100 }),
  'shelf-leave': () => collect('leave', { ids: [...selected] }),
  'shelf-remove': () => removeArticles({ ids: [...selected] }),
  'shelf-none': () => { selected.clear(); list(); },
};
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.getAttribute('role') === 'tab') setTimeout(list); // others may have changed it meanwhile
  if (!button?.closest('#shelf')) return;
  if (shelfButtons[button.id]) shelfButtons[button.id]();
  else Object.entries(shelfClicks).find(([name]) => name in button.dataset)?.[1](button);
});
document.addEventListener('library-changed', () => list()); // by an addition, or a folder that is followed
document.addEventListener('input', (event) => { if (event.target.id === 'shelf-words') look({ words: event.target.value }); });
document.addEventListener('change', (event) => {
  const { id, value, checked, dataset } = event.target;
  if (id === 'shelf-sort') look({ sort: value });
  else if (id === 'shelf-into') {
    if (value === '+') nameCollection(event.target, 'create', [...selected]);
    else if (value) collect('add', { collection: value.slice(1), ids: [...selected] });
  } else if (id === 'shelf-all' || dataset?.select) {
    const ticks = id === 'shelf-all' ? byId('shelf-body').querySelectorAll('[data-select]') : [event.target];
    for (const tick of ticks) {
      tick.checked = checked;
      if (checked) selected.add(tick.dataset.select);
      else selected.delete(tick.dataset.select);
    }
    showSelected();
  }
});
function fill() { // the tab was shown, or its language was switched
  const body = byId('shelf-body');
  if (!body || body.dataset.filled) return;
  byId('shelf-words').value = view.words;
  byId('shelf-sort').value = view.sort;
  showUndo();
  list();
}
new MutationObserver(fill).observe(document.body, { childList: true, subtree: true });
fill();
