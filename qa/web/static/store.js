// Conversations, in the browser's database. One has: id, library, title, at (ms), exchanges (texts, as the server sent
// them). Where a browser has no database, they last as long as the page.
const database = new Promise((done) => {
  try {
    const opened = indexedDB.open('wenbao', 1);
    opened.onupgradeneeded = () => {
      opened.result.createObjectStore('talks', { keyPath: 'id' }).createIndex('library', 'library');
    };
    opened.onsuccess = () => {
      opened.result.onversionchange = () => opened.result.close(); // another tab signs out
      done(opened.result);
    };
    opened.onerror = () => done(null);
  } catch {
    done(null);
  }
});
const unkept = new Map();
const randomId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// Runs requests in one transaction; `work` gets the store and a function that takes the result.
async function transaction(mode, work) {
  const opened = await database;
  return new Promise((done, fail) => {
    const begun = opened.transaction('talks', mode);
    let result;
    work(begun.objectStore('talks'), (value) => { result = value; });
    begun.oncomplete = () => done(result);
    begun.onerror = begun.onabort = () => fail(begun.error);
  });
}

async function allTalks() {
  const found = await database
    ? await transaction('readonly', (store, take) => {
      store.index('library').getAll(props.library).onsuccess = (event) => take(event.target.result);
    })
    : [...unkept.values()];
  return found.sort((one, other) => other.at - one.at);
}

async function talkOf(id) {
  if (!await database) return unkept.get(id);
  return transaction('readonly', (store, take) => { store.get(id).onsuccess = (event) => take(event.target.result); });
}

// Changes a conversation in one transaction, so that two tabs lose nothing of each other's; null removes it.
async function change(id, edit) {
  if (!await database) {
    const edited = edit(unkept.get(id));
    if (edited) unkept.set(id, edited); else unkept.delete(id);
    return;
  }
  await transaction('readwrite', (store) => {
    store.get(id).onsuccess = (event) => {
      const edited = edit(event.target.result);
      if (edited) store.put(edited); else store.delete(id);
    };
  });
}

// The conversation that is shown: this tab's, at first the last one of this browser
const TALK = `wenbao-talk-${props.library}`;
async function current() {
  const id = sessionStorage.getItem(TALK) ?? (await allTalks())[0]?.id ?? '';
  return contents(here(id));
}

// The id of the shown conversation: a given one, or a new one if there is none
function here(id = sessionStorage.getItem(TALK)) {
  const known = id || randomId();
  sessionStorage.setItem(TALK, known);
  return known;
}

const contents = async (id) => await talkOf(id) || { id, exchanges: [] };

const parsedOf = ({ exchanges }) => exchanges.map((text) => JSON.parse(text));

// Keeps an exchange: in place of the one with its id, or as the last one.
async function keep(text, id = here()) {
  const { id: exchangeId, question } = JSON.parse(text);
  try {
    await change(id, (before) => {
      const talk = before || { id, library: props.library, title: question.slice(0, 80), exchanges: [] };
      const exchanges = [...talk.exchanges];
      const at = exchanges.findIndex((other) => JSON.parse(other).id === exchangeId);
      exchanges.splice(at < 0 ? exchanges.length : at, 1, text);
      return { ...talk, at: Date.now(), exchanges: exchanges.slice(-page.most) };
    });
  } catch {
    toast(label('storage_full'), 8);
  }
}
