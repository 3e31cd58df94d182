// Files for the library: chosen with +, dropped anywhere on the page, also whole folders, or pasted. See parts.js
const curtain = make('div', '', '', { id: 'curtain' });
curtain.hidden = true;
document.body.append(curtain);

let leaving = null;
function drawCurtain() {
  if (curtain.hidden) curtain.replaceChildren(make('p', '', label('drop_anywhere')));
  curtain.hidden = false;
  clearTimeout(leaving); // `dragleave` is also sent for each element that is crossed
  leaving = setTimeout(liftCurtain, 400);
}

function liftCurtain() {
  clearTimeout(leaving);
  curtain.hidden = true;
}

// The files of a drop, those of folders with their place in it. What begins with a dot is hidden.
async function drop(entries) {
  liftCurtain();
  if (reader.open) reader.close();
  const found = [];
  for (const [entry, file] of entries) {
    if (entry?.isDirectory) await walk(entry, `${entry.name}/`, found);
    else if (file) found.push({ file, name: file.name });
  }
  if (found.length) addFiles(found);
  else toast(label('nothing_in_folder'));
}

async function walk(folder, prefix, found) {
  const source = folder.createReader();
  for (;;) {
    const entries = await new Promise((done) => { source.readEntries(done, () => done([])); }); // some hundred at a time
    if (!entries.length) return;
    for (const entry of entries) {
      if (found.length > page.max_files) return; // that is said
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory) await walk(entry, `${prefix}${entry.name}/`, found);
      else {
        const file = await new Promise((done) => { entry.file(done, () => done(null)); });
        if (file) found.push({ file, name: prefix + file.name });
      }
    }
  }
}

function addFiles(files) {
  if (!files.length) return;
  const row = newRow((same) => send(same, files));
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length > page.max_files) {
    row.again = null;
    showFailure(row, label('too_many_files', { most: page.max_files }));
  } else if (bytes > page.max_upload) {
    row.again = null;
    showFailure(row, label('files_too_large', { limit: Math.floor(page.max_upload / 2 ** 20) }));
  } else send(row, files);
}

async function send(row, files, again = true) {
  delete row.result;
  row.querySelector('.example-of-added')?.remove();
  try {
    const paths = await upload(row, files.map(({ file }) => file));
    if (!paths) return dismiss(row); // stopped
    const named = paths.map((path, at) => ({ path, name: files[at].name, meta: { _type: 'gradio.FileData' } }));
    return await begin(row, 'add_files', { files: named });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (!error.message && again) lost();
    return showFailure(row, error.message || label('lost_article'));
  }
}

// Uploads files and gives their paths on the server; null where the user has stopped it
function upload(row, files) {
  return new Promise((done, fail) => {
    const form = new FormData();
    for (const file of files) form.append('files', file);
    const request = new XMLHttpRequest(); // unlike `fetch`, it says how much is sent
    const progress = (share) => setState(row, progressBar(label('adding_uploading'), share));
    progress(0);
    setActions(row, ['stop_adding', () => request.abort()]);
    request.upload.addEventListener('progress', (event) => { if (event.total) progress(Math.round(100 * event.loaded / event.total)); });
    request.addEventListener('load', () => {
      if (request.status === 200) done(JSON.parse(request.responseText));
      else fail(new Failed(request.status < 500 || request.status === 507 ? request.responseText : label('failed')));
    });
    request.addEventListener('error', () => fail(new Failed('')));
    request.addEventListener('abort', () => done(null));
    request.open('POST', 'gradio_api/upload');
    request.send(form);
  });
}
