// Clicks and keys: / goes to the question, arrows move through the passages, Enter opens one
function click(event) {
  const button = event.target.closest('button');
  if (!button) return;
  const data = button.dataset;
  if (data.open !== undefined) read(button);
  else if (data.toMark !== undefined) toMark('.text mark');
  else if (data.ask !== undefined) ask(data.ask);
  else if (data.copy !== undefined) copy(data.copy, button);
  else if (data.link !== undefined) {
    copy(`${location.origin}${location.pathname}?q=${encodeURIComponent(data.link)}`, button);
  } else if (data.judge !== undefined) judge(button);
  else if (button.classList.contains('unfold-turn')) unfold(button.closest('.exchange'));
  else if (button.classList.contains('unfold')) {
    const wide = button.closest('.passage').classList.toggle('wide');
    button.setAttribute('aria-expanded', String(wide));
    button.textContent = wide ? data.fold : data.unfold;
  } else if (data.themeSwitch !== undefined) switchTheme();
  else ({ send: () => ask(box().value), clear: newTalk, export: exportTalk, 'filters-button': () => openFilters(button) })[button.id]?.();
}
document.addEventListener('click', click);
document.addEventListener('input', (event) => { if (event.target === box()) grow(); });

async function exportTalk() {
  save(await call('export', { exchanges: (await current()).exchanges }));
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229 || reader.open) return;
  const typing = event.target.closest('input, textarea, select, [contenteditable="true"], [role="tab"], [role="listbox"]');
  if (event.key === 'Enter' && event.target === box() && !event.shiftKey) {
    event.preventDefault();
    ask(box().value);
  } else if (event.key === '/' && !typing) {
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
