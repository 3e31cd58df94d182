// The reader of an article: beside the answer where the window is wide enough, else a dialog over the page
const wide = matchMedia('(min-width: 1100px)');
const CLOSED = 'wenbao-source-closed'; // by the user
const BESIDE = 'wenbao-beside'; // so that the page does not move when it is loaded again
const reader = make('dialog', '', '', { id: 'reader', 'aria-labelledby': 'reader-title' });
const pane = make('aside', '', '', { id: 'source' });
const shut = make('button', 'shut quiet', '×', { type: 'button' });
const sheet = make('div', 'sheet-of-text', '', { tabindex: '0' });
reader.append(shut, sheet);
pane.hidden = true;
document.body.append(reader, pane);
shut.addEventListener('click', closeReader);
reader.addEventListener('click', (event) => { if (event.target === reader) closeReader(); });
wide.addEventListener('change', () => { // a turned tablet
  if (reader.open) reader.close();
  if (!wide.matches) hidePane();
});

let opener = null; // to which the focus goes back
let reading = 0;
let loading = {}; // what is being fetched

async function read(button, { quiet = false } = {}) {
  const spans = (button.dataset.spans || '').split(',').filter(Boolean).map(Number);
  const turn = ++reading;
  const before = document.activeElement;
  const wanted = `${button.dataset.open} ${spans} ${page.language}`;
  if (!pane.hidden && sheet.dataset.shown === wanted) { // it stands there already
    await toMark('.page .box') || await toMark('.text mark');
    return;
  }
  button.setAttribute('aria-busy', 'true');
  let html;
  try {
    if (loading.wanted !== wanted) loading = { wanted, html: call('article', { id: button.dataset.open, spans }) };
    html = await loading.html;
  } catch (error) {
    if (!quiet) toast(error.message || label('lost_article'));
    return;
  } finally {
    loading = {};
    button.removeAttribute('aria-busy');
  }
  if (turn !== reading) return; // another was opened meanwhile
  for (const other of thread.querySelectorAll('.opener[aria-current]')) other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  if (wide.matches) showPane(); else reader.append(shut, sheet);
  sheet.innerHTML = html;
  sheet.dataset.shown = wanted;
  shut.setAttribute('aria-label', label('close'));
  if (!wide.matches && !reader.open) reader.showModal();
  sheet.scrollTop = 0;
  if (!quiet) {
    opener = before;
    localStorage.removeItem(CLOSED);
    sheet.focus({ preventScroll: true });
  }
  await sheet.querySelector('img')?.decode().catch(() => {}); // scrolling needs the image's height
  await toMark('.page .box') || await toMark('.text mark');
}

// Without moving the page behind it. What is scrolled into sight is laid out only then, and may move the mark again.
async function toMark(selector) {
  const mark = sheet.querySelector(selector);
  for (let n = 0; mark && n < 5; n += 1) {
    const off = mark.getBoundingClientRect().top - sheet.getBoundingClientRect().top - sheet.clientHeight / 2.5;
    if (Math.abs(off) < 4) break;
    sheet.scrollTop += off;
    await new Promise(requestAnimationFrame);
  }
  return mark;
}

function closeReader() {
  if (reader.open) reader.close();
  else {
    localStorage.setItem(CLOSED, 'true');
    hidePane();
  }
  opener?.focus({ preventScroll: true });
  opener = null;
}

function showPane() {
  pane.setAttribute('aria-label', label('source_pane'));
  pane.append(shut, sheet);
  pane.hidden = false;
  root.classList.add('beside');
  sessionStorage.setItem(BESIDE, 'true');
}

function hidePane() {
  pane.hidden = true;
  root.classList.remove('beside');
  sessionStorage.removeItem(BESIDE);
}

// The place beside a question, before its answer is there: the page does not jump when it comes
function makeRoom(text) {
  if (!wide.matches || localStorage.getItem(CLOSED)) return;
  reading += 1;
  showPane();
  shut.setAttribute('aria-label', label('close'));
  delete sheet.dataset.shown;
  sheet.replaceChildren(make('p', 'nothing-yet', text));
}

// The source of an answer, beside it
function showSource(turn) {
  const source = turn?.querySelector('.source .opener');
  if (!wide.matches || localStorage.getItem(CLOSED) || !turn?.matches('.exchange')) return;
  if (source) read(source, { quiet: true });
  else makeRoom(label('no_source'));
}

// The place beside an answer belongs to the conversation, not to the other tabs
document.addEventListener('click', (event) => {
  if (!event.target.closest('[role=tab]')) return;
  setTimeout(() => { if (thread.checkVisibility()) showSource(thread.lastElementChild); else hidePane(); });
});

async function openFile(button) {
  const file = await call('file', { id: button.dataset.file }).catch((error) => ({ refused: error.message || label('lost_article') }));
  if (file.refused) return toast(file.refused);
  const bytes = Uint8Array.from(atob(file.content), (character) => character.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = make('a', '', '', { href: address + (file.page ? `#page=${file.page}` : ''), target: '_blank' });
  if (!file.shown) link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

if (wide.matches && sessionStorage.getItem(BESIDE)) showPane();
