// Filters: what is chosen is in sight as chips, and ends with the conversation
const chosen = {}; // after, before, source, collection, article or articles, title
let datesChecked = Promise.resolve(true); // whether the dates can be used

function choose(values) {
  for (const [key, value] of Object.entries(values)) {
    if (value) chosen[key] = value;
    else delete chosen[key];
  }
  showChips();
}

function clearFilters() {
  choose({ after: '', before: '', source: '', collection: '', article: '', articles: '', title: '' });
  for (const id of ['after', 'before', 'source-filter', 'collection-filter']) if (byId(id)) byId(id).value = '';
  showWrong({});
  datesChecked = Promise.resolve(true);
}

function showChips() {
  const texts = {
    after: chosen.after && label('chip_after', { date: chosen.after }),
    before: chosen.before && label('chip_before', { date: chosen.before }),
    source: chosen.source,
    collection: chosen.collection && label('chip_collection', { name: chosen.collection }),
    article: chosen.articles ? label('only_several', { title: chosen.title, n: chosen.articles.length })
      : chosen.article && label('only_title', { title: chosen.title }),
    sought: sought && label(sought),
  };
  byId('chips')?.replaceChildren(...Object.entries(texts).filter(([, text]) => text).map(([key, text]) => {
    const chip = make('span', 'chip');
    chip.append(make('span', 'words', text), make('button', 'quiet', '✕', {
      type: 'button', 'data-unchoose': key, 'aria-label': label('remove_filter', { filter: text }),
    }));
    return chip;
  }));
}

function unchoose(key) {
  if (key === 'sought') return seek('');
  choose(key === 'article' ? { article: '', articles: '', title: '' } : { [key]: '' });
  const field = byId(['source', 'collection'].includes(key) ? `${key}-filter` : key);
  if (field) field.value = '';
  if (key === 'after' || key === 'before') readDates();
  box().focus();
}

function askOnly(article, title, articles = '') { // one, or several
  if (reader.open) reader.close();
  askWithin({ article, title, articles });
}

function askWithin(values) {
  choose(values);
  if (!thread.offsetParent) document.querySelector('[role="tab"]').click();
  requestAnimationFrame(() => box().focus()); // when it is in sight
}

// The dates as the server reads them; what is wrong is said at its field
let datesRead = 0;
function readDates() {
  const turn = ++datesRead;
  datesChecked = call('dates', { after: byId('after').value, before: byId('before').value }).then((range) => {
    if (turn !== datesRead) return datesChecked; // they were changed again meanwhile
    choose({ after: range.after, before: range.before });
    showWrong(range.errors);
    return !Object.keys(range.errors).length;
  }, () => true);
}

function showWrong(errors) {
  for (const id of ['after', 'before']) {
    if (!byId(id)) continue;
    byId(id).setAttribute('aria-invalid', String(id in errors));
    byId(`${id}-wrong`).textContent = errors[id] || '';
  }
}

async function openFilters() {
  const open = byId('composer').classList.toggle('filtering');
  byId('filters-button').setAttribute('aria-expanded', String(open));
  if (!open) return;
  const names = await call('sources').catch(() => []);
  const select = byId('source-filter');
  select.replaceChildren(make('option', '', label('all_sources'), { value: '' }), ...names.map((name) => make('option', '', name)));
  select.value = names.includes(chosen.source) ? chosen.source : '';
  const collections = await call('collections').catch(() => []);
  byId('collection-field').hidden = !collections.length;
  const within = byId('collection-filter');
  within.replaceChildren(make('option', '', label('all_collections'), { value: '' }), ...collections.map((name) => make('option', '', name)));
  within.value = collections.includes(chosen.collection) ? chosen.collection : '';
}

document.addEventListener('change', (event) => {
  if (event.target.id === 'after' || event.target.id === 'before') readDates();
  else if (event.target.id === 'source-filter') choose({ source: event.target.value });
  else if (event.target.id === 'collection-filter') choose({ collection: event.target.value });
});
