// Parts of the script that are fetched when they are first needed, each with its style. `own` is made in __init__.py.
const parts = {}; // promises of what each gives
let fetches = 0; // a browser does not fetch a module again that failed at the same address

function part(name) {
  parts[name] ??= fetchPart(name);
  return parts[name];
}

async function fetchPart(name) {
  fetches += 1;
  const address = (kind) => new URL(`own/${name}.${kind}?${fetches}`, document.baseURI).href;
  const style = make('link', '', '', { rel: 'stylesheet', href: address('css') });
  const styled = new Promise((done, fail) => { style.onload = done; style.onerror = fail; });
  document.head.append(style);
  try {
    const [module] = await Promise.all([import(address('js')), styled]);
    return module.default(own);
  } catch {
    delete parts[name];
    style.remove();
    throw new Failed('');
  }
}

// The library's tab is in the page when it was opened
new MutationObserver(() => { if (byId('shelf-body') && !parts.shelf) part('shelf').catch(lost); })
  .observe(document.body, { childList: true, subtree: true });

// Adding articles: files that are chosen with +, dropped anywhere on the page or pasted; and what goes on from before a reload
const ADDING = 'wenbao-adding'; // ids of what is being added
watch('value', () => { if (props.value && (sessionStorage.getItem(ADDING) || '[]') !== '[]') part('adding'); });

const chooser = make('input', '', '', { type: 'file', id: 'plus-files', tabindex: '-1', 'aria-hidden': 'true' });
chooser.multiple = true;
chooser.hidden = true;
document.body.append(chooser);
chooser.addEventListener('click', () => { chooser.value = ''; }); // the same file can be chosen again
chooser.addEventListener('change', () => receive([...chooser.files]));
const receive = async (files) => (await part('adding')).addFiles(files.map((file) => ({ file, name: file.name })));

const adds = () => Boolean(thread.offsetParent || byId('shelf')?.offsetParent); // on the tabs of questions and of the library
const withFiles = (event) => adds() && [...event.dataTransfer?.types || []].includes('Files');
document.addEventListener('dragover', (event) => {
  if (!withFiles(event)) return;
  event.dataTransfer.dropEffect = 'copy';
  part('adding').then(({ drawCurtain }) => drawCurtain(), () => {});
});
document.addEventListener('drop', async (event) => {
  if (!withFiles(event)) return;
  const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
  const entries = items.map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]); // now: they are gone after the event
  (await part('adding')).drop(entries);
});

// A long text that is pasted is offered as an article, and nobody else sees it before that
const LONG = 400; // characters; more than `page.max_question` cannot be a question
document.addEventListener('paste', async (event) => {
  if (!adds() || document.querySelector('dialog[open]')) return;
  if (event.target !== box() && event.target.closest?.('input, textarea, [contenteditable="true"]')) return;
  const text = event.clipboardData.getData('text/plain');
  const files = [...event.clipboardData.files];
  if (!text && files.length) { // a table of Excel comes as text and as a picture
    event.preventDefault();
    await receive(files);
    return;
  }
  const length = [...text.trim()].length;
  if (length < LONG || (box()?.value.trim() && length <= page.max_question)) return;
  const fits = length <= page.max_question && event.target === box();
  if (!fits) event.preventDefault();
  (await part('adding')).offer(text.trim(), length, fits);
});
