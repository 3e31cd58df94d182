// A long text that was pasted, as a row: it can be added as an article
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
    setActions(row); // a second click adds nothing
    return row.again(row);
  };
  setActions(row, ['add_as_article', add, {}, 'filled'], ['discard', () => row.remove()]);
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
return { addFiles, drawCurtain, drop, offer };
