// Pasting: files are added; a long text is offered as an article, and nobody else sees it before that
const LONG = 400; // characters; more than `page.max_question` cannot be a question

document.addEventListener('paste', (event) => {
  if (!onThisTab() || document.querySelector('dialog[open]')) return;
  if (event.target !== box() && event.target.closest?.('input, textarea, [contenteditable="true"]')) return;
  const text = event.clipboardData.getData('text/plain');
  const files = [...event.clipboardData.files];
  if (!text && files.length) { // a table of Excel comes as text and as a picture
    event.preventDefault();
    addFiles(files.map((file) => ({ file, name: file.name })));
    return;
  }
  const length = [...text.trim()].length;
  if (length < LONG || (box()?.value.trim() && length <= page.max_question)) return;
  const fits = length <= page.max_question && event.target === box();
  if (!fits) event.preventDefault();
  offer(text.trim(), length, fits);
});

function offer(text, length, inBox) {
  for (const old of tray.querySelectorAll('.offer')) if (old.text === text) old.remove();
  const row = newRow();
  row.classList.add('offer');
  row.text = text;
  const title = make('input', '', '', { id: `title-${randomId()}`, maxlength: '120', autocomplete: 'off' });
  title.value = text.split(/\r?\n/, 1)[0].trim().slice(0, 60);
  const field = make('label', 'title', label('pasted_title'), { for: title.id });
  const preview = make('p', 'preview', `${text.slice(0, 160)}…`);
  setState(row, make('p', 'news', label('pasted_text', { n: length.toLocaleString('en') })), field, title, preview, make('p', 'facts', label('pasted_hint')));
  const add = () => {
    if (inBox && box().value.includes(text)) write(box().value.replace(text, '').trim());
    row.classList.remove('offer');
    row.again = (same) => begin(same, 'add_text', { text, title: title.value.trim() });
    if (length > page.max_pasted) return showFailure(row, label('pasted_too_long', { most: page.max_pasted }));
    setState(row, progressBar(title.value, 0));
    return row.again(row);
  };
  setActions(row, ['add_as_article', add, {}, 'ask-added'], ['discard', () => row.remove()]);
  title.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    add();
  });
  if (!inBox) title.focus();
}

// A text that was asked or deleted is not offered any more
document.addEventListener('input', (event) => { if (event.target === box()) withdraw(); });
function withdraw() {
  for (const row of tray.querySelectorAll('.offer')) {
    if ([...row.text].length <= page.max_question && !box().value.includes(row.text)) row.remove();
  }
}
