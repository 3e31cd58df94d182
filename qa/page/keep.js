// The conversation with the exchange that the thread was told last: in its place, or after the others.
(kept, told) => {
  const exchanges = kept || [];
  if (!told?.exchange) return [exchanges];
  const at = exchanges.findIndex((text) => JSON.parse(text).id === told.id);
  const most = Number(document.querySelector('[data-most]').dataset.most);
  return [at < 0 ? [...exchanges, told.exchange].slice(-most) : exchanges.with(at, told.exchange)];
}
