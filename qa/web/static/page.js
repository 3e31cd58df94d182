// What all parts of the script use. Gradio provides: element, trigger, props, server, watch.
// All HTML that is inserted was escaped by the server; what is made here is made of text nodes.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const box = () => document.querySelector('#question textarea');
const page = { language: 'en', texts: {}, most: 1, max_question: 1 }; // as the server sends them

function label(key, values = {}) {
  return (page.texts[key] || key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function make(tag, name = '', text = '', attributes = {}) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function parsed(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make('textarea'); // without https, a page may not use the clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  const before = button.textContent;
  button.textContent = label('copied');
  setTimeout(() => { button.textContent = before; }, 1600);
}

function save({ name, type, content, base64 }) {
  const parts = base64 ? Uint8Array.from(atob(content), (character) => character.charCodeAt(0)) : content;
  const link = make('a', '', '', { href: URL.createObjectURL(new Blob([parts], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// Short messages at the foot of the page, or inside a dialog, which is above it; `action` names a button
const toasts = make('div', '', '', { id: 'toasts', role: 'status' });
document.body.append(toasts);
function toast(text, { seconds = 4, action = '', act = null, inside = document.body } = {}) {
  const shown = make('p', 'toast', text);
  if (action) {
    shown.append(make('button', 'quiet', action, { type: 'button' }));
    shown.lastChild.addEventListener('click', () => { shown.remove(); act(); });
  }
  (reader.open ? reader : inside).append(toasts);
  toasts.append(shown);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  if (seconds) setTimeout(() => shown.remove(), 1000 * seconds);
  return shown;
}

// Light or dark
const theme = localStorage.getItem('wenbao-theme');
if (theme) document.body.classList.toggle('dark', theme === 'dark');
function switchTheme() {
  localStorage.setItem('wenbao-theme', document.body.classList.toggle('dark') ? 'dark' : 'light');
}
