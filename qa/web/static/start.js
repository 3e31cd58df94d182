// Shows the page in a language: at first, and when that is switched
let first = true;
async function show() {
  if (!props.value) return;
  Object.assign(page, props.value);
  root.lang = page.language === 'zh' ? 'zh-CN' : 'en';
  byId('filters-button')?.setAttribute('aria-expanded', String(byId('composer').classList.contains('filtering')));
  showChips();
  const starting = first;
  first = false;
  const last = await showTalk();
  if (!starting) return;
  last?.scrollIntoView({ block: 'start' });
  const address = new URL(location.href);
  const asked = address.searchParams.get('q')?.trim();
  if (asked === undefined) return;
  address.searchParams.delete('q');
  history.replaceState(null, '', address); // a reload must not ask again
  if (asked && last?.querySelector('.question')?.textContent !== asked) ask(asked);
}
watch('value', show);
