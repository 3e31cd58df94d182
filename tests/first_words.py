"""A browser script: milliseconds from the click on Send to the first words of the answer in the page."""

from __future__ import annotations

FIRST_WORDS = """(question) => new Promise((done) => {
  const last = () => [...document.querySelectorAll('#thread .exchange')].pop()?.querySelector('.answer');
  const box = document.querySelector('#question textarea'), before = last();
  box.value = question; box.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => {
    const begun = performance.now();
    new MutationObserver((_, observer) => {
      if (!last() || last() === before) return; // counting would not do: older answers are folded
      observer.disconnect();
      done(performance.now() - begun);
    }).observe(document.querySelector('#thread'), { childList: true, subtree: true });
    document.querySelector('#send').click();
  }, 100);
})"""
