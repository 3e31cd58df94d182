// Checking a quotation, and figures over time: the next line of the box is such a request. The server knows it by its
// first words, so that a link and a conversation that is kept ask the same again.
let sought = ''; // '', check or timeline

function seek(kind) {
  sought = kind === sought ? '' : kind;
  byId('inquire').open = false;
  for (const button of document.querySelectorAll('[data-seek]')) {
    button.setAttribute('aria-pressed', String(button.dataset.seek === sought));
  }
  box().placeholder = label(sought ? `${sought}_hint` : 'placeholder');
  showChips();
  box().focus();
}

// Asks what is in the box
function askWritten() {
  const written = box().value.trim();
  if (sought && written) {
    write(label(`${sought}_asked`, { text: written }));
    seek('');
  }
  ask(box().value);
}
