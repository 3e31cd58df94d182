// Adds new exchanges to the conversation: each replaces the one with its id, or is appended. They are in the tab's storage,
// since Gradio writes the conversation a little later, and the page may be reloaded before that.
(stored, ...rest) => {
  const exchanges = [...(stored || [])];
  const waiting = JSON.parse(sessionStorage.getItem('wenbao-unkept')) || {};
  for (const [id, exchange] of Object.entries(waiting.exchanges || {})) {
    const at = exchanges.findIndex((text) => JSON.parse(text).id === id);
    exchanges.splice(at < 0 ? exchanges.length : at, 1, exchange);
  }
  return [exchanges.slice(-waiting.most || 0), ...rest];
}
