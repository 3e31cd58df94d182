// Calls of the server. Gradio's `server` gives nothing where a request fails, and does not say why: `fetch` does.
const failures = {}; // by the name of the function: of the last call
const plainFetch = window.fetch;
window.fetch = async (...request) => {
  const name = String(request[0]).includes('/component_server') && /"fn_name":"(\w+)"/.exec(request[1]?.body)?.[1];
  try {
    const answer = await plainFetch(...request);
    if (name && !answer.ok) failures[name] = (await answer.clone().json().catch(() => ({}))).error || label('failed');
    return answer;
  } catch (error) {
    if (name) failures[name] = '';
    throw error;
  }
};

class Failed extends Error {} // with the server's words; without any the connection was lost

addEventListener('unhandledrejection', (event) => {
  if (!(event.reason instanceof Failed)) return;
  event.preventDefault();
  toast(event.reason.message || label('lost_article'));
});

async function call(name, data = {}, seconds = 75) {
  delete failures[name];
  const over = new AbortController(); // ends what only waits
  const late = new Promise((done) => {
    const timer = setTimeout(done, 1000 * seconds);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const gone = new Promise((done) => { addEventListener('offline', () => done(), { signal: over.signal }); });
  const answer = await Promise.race([server[name]({ language: page.language, ...data }), late, gone]);
  over.abort();
  if (answer === undefined) throw new Failed(failures[name] || '');
  return answer;
}

// Says that the connection is lost until it is back
let watching = null;
function lost() {
  if (watching) return;
  const notice = toast(label('lost'), { seconds: 0 });
  watching = setInterval(async () => {
    const reached = await plainFetch('favicon.ico', { cache: 'no-store' }).then((answer) => answer.ok, () => false);
    if (!reached || !watching) return;
    clearInterval(watching);
    watching = null;
    notice.remove();
    toast(label('connected'));
  }, 1000);
}
