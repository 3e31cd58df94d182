// Asking: a question is shown at once, before the server has it, and goes back into the box where it was not answered.
const waiting = [];
let asking = false;

function ask(written, filters) { // by default those that are chosen
  const question = written.trim();
  if (!question) return toast(label('ask_something'));
  if ([...question].length > page.max_question) return toast(label('too_long', { most: page.max_question }));
  const one = { id: randomId(), talk: here(), question, filters };
  for (const gone of thread.querySelectorAll('.welcome')) gone.remove();
  const shown = make('section', 'exchange pending', '', { 'data-id': one.id });
  shown.append(make('h2', question.length > 120 ? 'question long' : 'question', question), make('p', 'searching', label('searching'), { role: 'status' }));
  thread.append(shown);
  makeRoom(label('source_here'));
  shown.scrollIntoView({ block: 'start' });
  if (box()?.value.trim() === question) write('');
  waiting.push(one);
  if (!asking) askNext();
}

async function askNext() {
  asking = true;
  for (let one = waiting.shift(); one; one = waiting.shift()) await answer(one);
  asking = false;
}

async function answer({ id, talk, question, filters }) {
  if (!filters && !await datesChecked) return giveBack(id, question, label('filter_wrong'));
  try {
    const earlier = parsedOf(await contents(talk)).filter(({ reply }) => reply).slice(-50).map((turn) => (
      { question: turn.question, answer: turn.reply.answer?.text || '', standalone_question: turn.reply.standalone_question }
    ));
    const update = await call('ask', { id, question, earlier, ...(filters || chosen) });
    if (update.refused) return giveBack(id, question, update.refused);
    await keep(update.exchange, talk);
    if (find(id)) showAnswer(put(update)); // not in another conversation
    fold();
    if (!waiting.length) suggest(id, talk);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    giveBack(id, question, error.message);
  }
}

// The focus leaves the empty box, so that the keys move through the passages
function showAnswer(turn) {
  showSource(turn);
  if (document.activeElement !== box() || box().value) return;
  turn.tabIndex = -1;
  turn.focus({ preventScroll: true });
}

// Questions to go on with, under the last answer
async function suggest(id, talk) {
  const { exchanges } = await contents(talk);
  const html = await call('next_questions', { exchanges: exchanges.slice(-20) }).catch(() => '');
  if (!html || !find(id) || find(id) !== thread.lastElementChild) return;
  for (const old of thread.querySelectorAll('.next')) old.remove();
  find(id).append(parsed(html));
}

function giveBack(id, question, reason) {
  find(id)?.remove();
  if (!box().value) write(question);
  if (!thread.children.length) showTalk();
  if (reason) toast(reason, { seconds: 8 });
  else lost();
}

// The box for the question grows with it
function write(text) {
  box().value = text;
  grow();
}

function grow() {
  const area = box();
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight + 2, 180)}px`;
}
