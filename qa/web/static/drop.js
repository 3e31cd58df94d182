// Our own box for questions to evaluate. It hands the file to the field of Gradio's component, which is not shown.
const fieldOf = (id) => document.querySelector(`input#${id}, #${id} input[type=file]`);

function hand(files, id) {
  const field = fieldOf(id);
  if (!files.length || !field) return;
  const chosenFiles = new DataTransfer();
  chosenFiles.items.add(files[0]);
  field.files = chosenFiles.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

document.addEventListener('dragover', (event) => {
  event.preventDefault(); // a file beside a box does not replace the page
  for (const zone of document.querySelectorAll('.drop[data-for]')) zone.classList.toggle('over', zone === event.target.closest('.drop'));
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const zone = event.target.closest('.drop[data-for]');
  if (!zone) return;
  zone.classList.remove('over');
  hand([...event.dataTransfer.files], zone.dataset.for);
});
document.addEventListener('change', (event) => {
  const zone = event.target.type === 'file' && document.querySelector(`.drop[data-for="${event.target.closest('#questions')?.id}"]`);
  if (!zone || !event.target.files.length) return;
  zone.classList.add('busy');
  zone.querySelector('p').textContent = label('uploading');
}, true);
new MutationObserver(() => { // the server has answered
  for (const zone of document.querySelectorAll('.drop.busy')) {
    if (!document.querySelector('.toast-body') && !byId(zone.dataset.shows)?.children.length) continue;
    zone.classList.remove('busy');
    zone.querySelector('p').textContent = zone.dataset.text;
  }
}).observe(document.body, { childList: true, subtree: true });
