// Conversations, in the browser's database: `talks` has id, library, title, at (ms) and the questions of each, `turns` its
// exchanges, as texts that the server sent. Where a browser has no database, they last as long as the page.
const STORES = ['talks', 'turns'];
const database = new Promise((done) => {
  try {
    const opened = indexedDB.open('wenbao', 1);
    opened.onupgradeneeded = () => {
      opened.result.createObjectStore('talks', { keyPath: 'id' }).createIndex('library', 'library');
      opened.result.createObjectStore('turns', { keyPath: 'id' });
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
const unkept = { talks: new Map(), turns: new Map() };
const randomId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// Runs requests in one transaction; `work` gets the stores and a function that takes the result.
async function transaction(mode, work) {
  const opened = await database;
  return new Promise((done, fail) => {
    const begun = opened.transaction(STORES, mode);
    let result;
    work(...STORES.map((name) => begun.objectStore(name)), (value) => { result = value; });
    begun.oncomplete = () => done(result);
    begun.onerror = begun.onabort = () => fail(begun.error);
  });
}

// All conversations with this library, the last one first, without their exchanges
async function allTalks() {
  const found = await database
    ? await transaction('readonly', (talks, turns, take) => {
      talks.index('library').getAll(props.library).onsuccess = (event) => take(event.target.result);
    })
    : [...unkept.talks.values()];
  return found.sort((one, other) => other.at - one.at);
}

// A conversation with its exchanges; undefined if there is none
async function talkOf(id) {
  const both = {};
  if (!await database) STORES.forEach((name) => { both[name] = unkept[name].get(id); });
  else {
    await transaction('readonly', (...stores) => STORES.forEach((name, number) => {
      stores[number].get(id).onsuccess = (event) => { both[name] = event.target.result; };
    }));
  }
  return both.talks && { ...both.talks, exchanges: both.turns?.exchanges || [] };
}

// Changes a conversation in one transaction, so that two tabs lose nothing of each other's; null removes it.
async function change(id, edit) {
  const parts = ({ exchanges, ...talk }) => ({ talks: talk, turns: { id, exchanges } });
  if (!await database) {
    const edited = edit(await talkOf(id));
    for (const name of STORES) {
      if (edited) unkept[name].set(id, parts(edited)[name]); else unkept[name].delete(id);
    }
    return;
  }
  await transaction('readwrite', (talks, turns) => {
    talks.get(id).onsuccess = ({ target: { result: talk } }) => {
      turns.get(id).onsuccess = ({ target: { result: turn } }) => {
        const edited = edit(talk && { ...talk, exchanges: turn?.exchanges || [] });
        if (edited) {
          talks.put(parts(edited).talks);
          turns.put(parts(edited).turns);
        } else [talks, turns].forEach((store) => store.delete(id));
      };
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
      const questions = at < 0 ? [...(talk.questions || []), question].slice(-page.most) : talk.questions;
      return { ...talk, at: Date.now(), questions, exchanges: exchanges.slice(-page.most) };
    });
  } catch {
    toast(label('storage_full'), { seconds: 8 });
  }
}
