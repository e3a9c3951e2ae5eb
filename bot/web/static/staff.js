// Keeps the staff pages fresh while somebody works at them. A page that nobody touches stops asking, so the sign-in can run out.
(() => {
  'use strict';
  const live = document.querySelector('[data-live]');
  const IDLE = 10 * 60000, TOUCH = 4 * 60000;
  let active = Date.now(), touched = Date.now(), source = null, delay = 1000;

  const out = () => { location.assign('/staff'); };

  async function refresh(more) {
    const here = document.activeElement, inside = here.closest('#rows'), href = here.getAttribute('href');
    const focused = href ? `a[href="${CSS.escape(href)}"]` : inside && here.name && `[name="${CSS.escape(here.name)}"]`;
    const answer = await fetch(live.dataset.here);
    touched = Date.now();
    if (answer.redirected && new URL(answer.url).pathname === '/staff/sign-in') return out();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    let differs = more;
    for (const part of ['#rows', '.tabs', '#kind']) {
      const now = document.querySelector(part), next = page.querySelector(part);
      if (!now || !next || now.innerHTML === next.innerHTML) continue;
      now.replaceChildren(...next.childNodes);
      differs = true;
    }
    const told = document.getElementById('told');
    told.textContent = '';
    if (differs) told.textContent = more ? told.dataset.more : told.dataset.changed;
    if (focused) document.querySelector(focused)?.focus();
    document.dispatchEvent(new CustomEvent('desk:rows', { detail: Boolean(inside) }));
  }

  function changed(event) {
    const idle = Date.now() - active >= IDLE;  // Nobody is there: nothing is read for them, and the sign-in runs out.
    if (live.dataset.live === 'item' && idle) document.getElementById('changed').hidden = false;
    else if (live.dataset.live === 'item') document.dispatchEvent(new CustomEvent('desk:item'));
    else if (idle) pause();
    else refresh(event.data === 'more').catch(() => {});
  }

  function pause() {
    const line = document.getElementById('live');
    if (!line || line.querySelector('button')) return;
    const go = document.createElement('button');
    go.className = 'tool';
    go.type = 'button';
    go.textContent = line.dataset.resume;
    go.onclick = () => location.reload();
    line.replaceChildren(`${line.dataset.paused} `, go);
  }

  // The first line goes on from when the page was made. After a line that broke, the page itself is what may be old.
  function connect(again) {
    source = new EventSource(again ? live.dataset.line : `${live.dataset.line}&since=${live.dataset.since}`);
    source.onopen = () => {
      delay = 1000;
      if (again) changed({ data: '' });
    };
    source.addEventListener('changed', changed);
    source.addEventListener('news', (event) => { document.dispatchEvent(new CustomEvent('desk:news', { detail: { more: Number(event.data), idle: Date.now() - active >= IDLE } })); });
    source.addEventListener('people', () => { if (Date.now() - active < IDLE) document.dispatchEvent(new CustomEvent('desk:people')); });
    source.onerror = () => {
      source.close();
      source = null;
      if (Date.now() - active > IDLE) return pause();
      setTimeout(connect, delay, true);
      delay = Math.min(delay * 2, 30000);
    };
  }

  function awake() {
    active = Date.now();
    if (active - touched < TOUCH) return;
    touched = active;
    fetch('/staff/pulse').catch(() => {});
  }

  for (const kind of ['keydown', 'pointerdown', 'input']) addEventListener(kind, awake, { passive: true });
  document.addEventListener('submit', (happened) => {
    if ('again' in happened.target.dataset) return; // what is downloaded may be downloaded again
    if (happened.target.dataset.sent) happened.preventDefault();
    happened.target.dataset.sent = 'yes'; // a second tap sends nothing
  });
  document.addEventListener('change', (happened) => { // what a list offers is shown at once; without script there is a button
    if (happened.target.matches('[data-at-once]')) happened.target.form.requestSubmit();
  });
  addEventListener('pagehide', () => { if (source) source.close(); });
  // Once the sign-in has run out, what is on the screen goes too, unless a draft would be lost.
  setInterval(() => {
    const draft = [...document.querySelectorAll('textarea, .visit input:not([type=hidden])')].some((one) => one.value.trim());
    if (Date.now() - Math.max(active, touched) > 15.5 * 60000 && !draft) out();
  }, 30000);
  if (live) connect();
})();
