// Removes exchanges from the tab's storage once they are stored with the conversation.
(stored) => {
  const waiting = JSON.parse(sessionStorage.getItem('wenbao-unkept'));
  if (!waiting) return [];
  const left = Object.entries(waiting.exchanges).filter(([, exchange]) => !stored?.includes(exchange));
  if (left.length) {
    sessionStorage.setItem('wenbao-unkept', JSON.stringify({ ...waiting, exchanges: Object.fromEntries(left) }));
  } else sessionStorage.removeItem('wenbao-unkept');
  return [];
}
