// The patient's own pages: says which answers really stood in view, and clears the screen in time. Works without this script too.
(() => {
  'use strict';
  const page = document.getElementById('own'), seen = new Set();
  let told = [];

  async function confess() {
    const lines = told.join(' ');
    told = [];
    try {
      await fetch(`${location.pathname}/seen`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ lines, csrf: page.dataset.csrf }), keepalive: true,
      });
    } catch (error) { lines.split(' ').forEach((one) => seen.delete(one)); }
  }

  const inView = (line) => {
    const box = line.getBoundingClientRect();
    return !document.hidden && Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) >= Math.min(box.height, innerHeight / 1.5) / 2;
  };
  function note(line) {
    if (!inView(line) || seen.has(line.dataset.line)) return;
    seen.add(line.dataset.line);
    if (told.push(line.dataset.line) === 1) setTimeout(confess, 300);
  }
  const look = () => document.querySelectorAll('[data-line]').forEach((line) => { if (inView(line)) setTimeout(note, 700, line); });
  document.addEventListener('scroll', look, { passive: true });
  document.addEventListener('visibilitychange', look);
  look();

  // A page that may not stand any longer is asked for again; so is one that comes back out of the browser's memory.
  const ends = Date.now() + Number(page.dataset.left || 0) * 1000;
  const leave = () => { if (page.dataset.left && Date.now() > ends) { page.hidden = true; location.reload(); } };
  setInterval(leave, 5000);
  document.addEventListener('visibilitychange', leave);
  addEventListener('pageshow', (event) => { if (event.persisted) { page.hidden = true; location.reload(); } });
})();
