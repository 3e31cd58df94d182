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

// Shows the page in a language: at first, and when that is switched
let first = true;
async function show() {
  if (!props.value) return;
  Object.assign(page, props.value);
  root.lang = page.language === 'zh' ? 'zh-CN' : 'en';
  zones();
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
