// The watched folders: asked for while they are in sight. Gradio provides: element, props, server.
const POLL = 2000; // milliseconds
let shown = '';
let generation = null;

async function refresh() {
  if (element.offsetParent === null || document.hidden) return;
  const language = document.documentElement.lang === 'zh-CN' ? 'zh' : 'en';
  const update = await server.watched({ language }).catch(() => null);
  if (!update) return;
  if (update.html !== shown) {
    shown = update.html;
    const open = [...element.querySelectorAll('details')].map((one) => one.open);
    const place = element.querySelector('.watched')?.parentNode || element;
    place.innerHTML = update.html; // escaped by the server
    element.querySelectorAll('details').forEach((one, at) => { if (at in open) one.open = open[at]; });
  }
  // The first time too: files may have come between the page's list and this request.
  if (update.generation !== generation) document.dispatchEvent(new Event('library-changed'));
  generation = update.generation;
}
setInterval(refresh, POLL);
