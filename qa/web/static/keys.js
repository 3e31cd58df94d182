// Clicks and keys: / goes to the question, arrows move through the passages, Enter opens one
function click(event) {
  for (const menu of document.querySelectorAll('#tools details[open]')) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest('button');
  if (!button) return;
  const data = button.dataset;
  if (data.open !== undefined) read(button);
  else if (data.toMark !== undefined) toMark('.text mark');
  else if (data.file !== undefined) openFile(button);
  else if (data.only !== undefined) askOnly(data.only, data.title);
  else if (data.ask !== undefined) ask(data.ask);
  else if (data.plain !== undefined) ask(data.plain, {});
  else if (data.choose !== undefined) fieldOf(data.choose).click();
  else if (data.export !== undefined) exportTalk(data.export);
  else if (data.seek !== undefined) seek(data.seek);
  else if (data.unchoose !== undefined) unchoose(data.unchoose);
  else if (data.copy !== undefined) copy(data.copy, button);
  else if (data.link !== undefined) {
    copy(`${location.origin}${location.pathname}?q=${encodeURIComponent(data.link)}`, button);
  } else if (data.judge !== undefined) judge(button);
  else if (data.cite !== undefined) showPassage(button.closest('.exchange').querySelector(`[data-number="${data.cite}"]`));
  else if (button.classList.contains('unfold-turn')) unfold(button.closest('.exchange'));
  else if (button.classList.contains('unfold')) {
    const wide = button.closest('.passage').classList.toggle('wide');
    button.setAttribute('aria-expanded', String(wide));
    button.textContent = wide ? data.fold : data.unfold;
  } else if (data.themeSwitch !== undefined) switchTheme();
  else ({ send: askWritten, clear: newTalk, 'talks-button': openTalks, 'filters-button': openFilters, plus: () => chooser.click() })[button.id]?.();
}
document.addEventListener('click', click);
document.addEventListener('input', (event) => { if (event.target === box()) grow(); });

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229 || document.querySelector('dialog[open]')) return;
  const typing = event.target.closest('input, textarea, select, [contenteditable="true"], [role="tab"], [role="listbox"]');
  if (event.key === 'Enter' && event.target === box() && !event.shiftKey) {
    event.preventDefault();
    askWritten();
  } else if (event.target === box() && recall(event.key)) {
    event.preventDefault();
  } else if (event.key === '/' && !typing) {
    event.preventDefault();
    byId('question').scrollIntoView({ block: 'nearest' });
    box()?.focus();
  } else if (event.key === 'Escape') {
    if (event.target === box()) box().blur();
    else if (!pane.hidden) closeReader();
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !typing) {
    if (step(event.target.closest('.hit'), event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
  } else if (event.key === 'Enter' && event.target.classList?.contains('hit')) {
    event.preventDefault();
    read(event.target.querySelector('[data-open]'));
  } else if (!typing && event.key.length === 1 && event.key !== ' ') {
    box()?.focus(); // who writes, writes the next question
  }
});

// ↑ in an empty box brings the last questions back, ↓ the later ones
let recalled = -1;
function recall(key) {
  const asked = [...thread.querySelectorAll('.question')].map((head) => head.textContent).reverse();
  if (recalled >= 0 && box().value !== asked[recalled]) recalled = -1;
  if (key !== 'ArrowUp' && (key !== 'ArrowDown' || recalled < 0) || (box().value && recalled < 0)) return false;
  const next = recalled + (key === 'ArrowUp' ? 1 : -1);
  if (next >= asked.length) return true;
  recalled = next;
  write(asked[next] || '');
  return true;
}

// Goes to the next passage of an answer, also to those that are folded; whether there is one
function step(now, by) {
  const last = now?.closest('.hits') || [...thread.querySelectorAll('.hits')].pop();
  const hits = [...(last?.querySelectorAll('.hit') || [])];
  const next = now ? hits[hits.indexOf(now) + by] : hits[by > 0 ? 0 : hits.length - 1];
  if (!next) return false;
  showPassage(next);
  return true;
}

function showPassage(hit) {
  const near = hit.closest('details');
  if (near) near.open = true;
  hit.focus({ preventScroll: true });
  hit.scrollIntoView({ block: 'nearest' });
}
