// The reader: a dialog outside of Gradio's own elements
const reader = make('dialog', '', '', { id: 'reader', 'aria-labelledby': 'reader-title' });
const shut = make('button', 'shut', '×', { type: 'button' });
const sheet = make('div', 'sheet-of-text', '', { tabindex: '0' });
reader.append(shut, sheet);
document.body.append(reader);
shut.addEventListener('click', () => reader.close());
reader.addEventListener('click', (event) => { if (event.target === reader) reader.close(); });

async function read(opener) {
  const spans = (opener.dataset.spans || '').split(',').filter(Boolean).map(Number);
  opener.setAttribute('aria-busy', 'true');
  try {
    sheet.innerHTML = await call('article', { id: opener.dataset.open, spans });
  } catch (error) {
    toast(error.message || label('lost_article'));
    return;
  } finally {
    opener.removeAttribute('aria-busy');
  }
  shut.setAttribute('aria-label', label('close'));
  if (!reader.open) reader.showModal();
  sheet.scrollTop = 0;
  await sheet.querySelector('img')?.decode().catch(() => {}); // scrolling needs the image's height
  toMark('.page .box') || toMark('.text mark');
  sheet.focus({ preventScroll: true });
}

function toMark(selector) {
  const mark = sheet.querySelector(selector);
  mark?.scrollIntoView({ block: 'center' });
  return mark;
}
