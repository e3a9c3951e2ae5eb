// Makes the page of a request quicker: ready answers, undo that ends, threads that grow. All of it works by plain forms too.
(() => {
  'use strict';
  const live = document.querySelector('[data-live="item"]');

  for (const form of document.querySelectorAll('[data-lasts]')) {
    setTimeout(() => form.remove(), Math.max(0, Number(form.dataset.lasts) * 1000));
  }

  // --- back to the very list that somebody came from ---

  const list = document.querySelector('[data-live="queue"]'), back = document.querySelector('a.back[href="/staff"]');
  try {
    if (list) sessionStorage.setItem('desk-list', list.dataset.here);
    const here = sessionStorage.getItem('desk-list') || '';
    if (back && here.startsWith('/staff?')) back.href = here;
  } catch (error) { /* a browser that keeps nothing goes back to the plain list */ }

  // --- ready answers ---

  document.addEventListener('click', (happened) => {
    const button = happened.target.closest('[data-put-in]');
    if (!button) return;
    happened.preventDefault();
    const select = document.getElementById('canned'), box = document.getElementById('reply');
    const words = select.selectedOptions[0].dataset.words;
    if (!words) { select.focus(); return; }
    const start = box.selectionStart;
    const gap = start > 0 && box.value[start - 1] !== '\n' ? '\n\n' : '';
    box.setRangeText(gap + words, start, box.selectionEnd, 'end');
    const blank = /\[[^[\]\n]{1,60}\]/.exec(words); // what is left to fill in is marked, so that typing replaces it
    if (blank) box.setSelectionRange(start + gap.length + blank.index, start + gap.length + blank.index + blank[0].length);
    box.focus();
    box.dispatchEvent(new Event('input', { bubbles: true }));
    select.value = '';
  });

  // --- what changes on the page of a request ---

  const drafts = () => [...document.querySelectorAll('textarea, input[type=date], input[type=time]')].some((one) => one.value.trim());

  function put(page) {
    for (const part of ['#thread', '.marks', '.facts > .sheet:not(#story)', '.visit-state', '.visit form > .inline']) {
      const old = document.querySelectorAll(part), next = page.querySelectorAll(part);
      old.forEach((one, at) => {
        if (next[at] && one.innerHTML !== next[at].innerHTML && !one.contains(document.activeElement)) one.replaceChildren(...next[at].childNodes);
      });
    }
  }

  let leaving = 0;
  addEventListener('submit', (happened) => { if (!happened.defaultPrevented) leaving = Date.now(); });

  async function renew() {
    const answer = await fetch(live.dataset.here);
    if (!answer.ok || answer.redirected || Date.now() - leaving < 10000) return; // another page is on its way already
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('[data-live="item"]');
    if (next && next.dataset.stands === live.dataset.stands) put(page);
    else if (drafts()) document.getElementById('changed').hidden = false; // the forms differ now: nothing that was typed is lost
    else location.replace(live.dataset.here);
  }

  if (live) document.addEventListener('desk:item', () => { renew().catch(() => {}); });
})();
