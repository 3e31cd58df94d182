// The list of conversations: search, rename, delete and undo; and the export of one
const talksList = make('dialog', '', '', { id: 'talks', 'aria-labelledby': 'talks-title' });
document.body.append(talksList);
talksList.addEventListener('click', (event) => { if (event.target === talksList) talksList.close(); });

async function openTalks() {
  const head = make('header');
  head.append(make('h2', '', label('talks'), { id: 'talks-title' }), make('button', 'quiet shut', '×', { type: 'button', 'aria-label': label('close') }));
  head.lastChild.addEventListener('click', () => talksList.close());
  const search = make('input', '', '', { type: 'search', placeholder: label('search_talks'), 'aria-label': label('search_talks') });
  const list = make('ul');
  search.addEventListener('input', () => listTalks(list, search.value));
  talksList.replaceChildren(head, search, list);
  if (!talksList.open) talksList.showModal(); // before the list, so that Escape works
  await listTalks(list, '');
}

async function listTalks(list, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (await allTalks()).filter((talk) => {
    const text = [talk.title, ...(talk.questions || [])].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  list.replaceChildren(...shown.slice(0, 200).map((talk) => entryOf(talk, list, words)));
  if (!shown.length) list.append(make('li', 'empty', label(words ? 'no_talk' : 'no_talks')));
}

const dayOf = (at) => new Date(at).toLocaleDateString('sv'); // as 2026-11-30

function entryOf(talk, list, words) {
  const entry = make('li', 'talk');
  const name = make('button', 'opener', talk.title, { type: 'button' });
  if (talk.id === here()) name.setAttribute('aria-current', 'true');
  name.addEventListener('click', () => { talksList.close(); goTo(talk.id); });
  const rename = make('button', 'quiet', label('rename'), { type: 'button', 'aria-label': `${label('rename')} ${talk.title}` });
  rename.addEventListener('click', () => renameIn(name, talk, list, words));
  const remove = make('button', 'quiet', label('delete'), { type: 'button', 'aria-label': `${label('delete')} ${talk.title}` });
  remove.addEventListener('click', () => removeTalk(talk, list, words));
  const count = talk.questions?.length || 0;
  entry.append(name, make('span', 'facts', `${dayOf(talk.at)} · ${label(count === 1 ? 'one_question' : 'questions', { n: count })}`), rename, remove);
  return entry;
}

function goTo(id) {
  here(id);
  clearFilters();
  showTalk().then((last) => last?.scrollIntoView({ block: 'start' }));
}

function renameIn(name, talk, list, words) {
  const field = make('input', '', '', { 'aria-label': label('rename'), maxlength: '80' });
  field.value = talk.title;
  name.replaceWith(field);
  field.select();
  const done = async (keepIt) => {
    const title = field.value.trim();
    if (keepIt && title) await change(talk.id, (known) => known && { ...known, title });
    listTalks(list, words);
  };
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    field.removeEventListener('blur', leave);
    done(event.key === 'Enter');
  });
  const leave = () => done(true);
  field.addEventListener('blur', leave);
}

async function removeTalk({ id, title }, list, words) {
  const whole = await talkOf(id);
  await change(id, () => null);
  const shown = id === here();
  if (shown) sessionStorage.setItem(TALK, '');
  await listTalks(list, words);
  if (shown) showTalk();
  toast(label('deleted', { title }), {
    seconds: 10, inside: talksList, action: label('undo_delete'), act: async () => {
      await change(id, () => whole);
      if (shown) goTo(id);
      listTalks(list, words);
    },
  });
}

async function exportTalk(kind) {
  byId('export').open = false;
  const talk = await current();
  save(await call('export', { exchanges: talk.exchanges, kind, title: talk.title || '', date: dayOf(talk.at || Date.now()) }));
}
