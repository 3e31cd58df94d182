// The conversation with the exchanges that the thread was told: each in its place, or after the others. They wait in
// the tab's storage, since Gradio writes the conversation some moments later and the page may be reloaded before.
(kept, ...rest) => {
  const exchanges = [...(kept || [])];
  const waiting = JSON.parse(sessionStorage.getItem('wenbao-unkept')) || {};
  for (const [id, exchange] of Object.entries(waiting.exchanges || {})) {
    const at = exchanges.findIndex((text) => JSON.parse(text).id === id);
    exchanges.splice(at < 0 ? exchanges.length : at, 1, exchange);
  }
  return [exchanges.slice(-waiting.most || 0), ...rest];
}
