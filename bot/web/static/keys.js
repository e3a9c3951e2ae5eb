// Keys for who works without a mouse: each does what a link, button or field of the page does. None works while somebody types.
(() => {
  'use strict';
  const dialog = document.getElementById('keys'), opener = document.getElementById('keys-open'), told = document.getElementById('key-told');
  const list = document.querySelector('[data-live="queue"]'), item = document.querySelector('[data-live="item"]');
  const WRITTEN = 'input:not([type=checkbox]), textarea, select, [contenteditable]';
  if (!dialog || !dialog.showModal) return;

  // --- what somebody wishes, kept for them in this browser ---

  const wishes = [...dialog.querySelectorAll('[data-keeps]')];
  const named = (box) => `desk-${box.dataset.keeps}:${dialog.dataset.who}`;
  function load() {
    for (const box of wishes) {
      try { box.checked = (localStorage.getItem(named(box)) || (box.defaultChecked ? 'yes' : 'no')) === 'yes'; } catch (error) { /* as it is */ }
    }
  }
  dialog.addEventListener('change', (happened) => {
    const box = happened.target;
    try { localStorage.setItem(named(box), box.checked ? 'yes' : 'no'); } catch (error) { /* a browser that keeps nothing */ }
    document.dispatchEvent(new CustomEvent('desk:wish', { detail: box.dataset.keeps }));
  });
  addEventListener('storage', load);
  load();

  const help = () => dialog.showModal();
  opener.hidden = false;
  opener.onclick = help;
  document.getElementById('keys-shut').onclick = () => dialog.close();

  let over = 0;
  function tell(what) {
    clearTimeout(over);
    told.textContent = '';
    told.textContent = told.dataset[what];
    over = setTimeout(() => { told.textContent = ''; }, 6000);
  }

  // --- the list ---

  let at = -1;
  const rows = () => [...list.querySelectorAll('tbody tr')];
  const here = (all) => all.findIndex((row) => row.contains(document.activeElement));
  const go = (all, to) => {
    at = Math.min(Math.max(to, 0), all.length - 1);
    if (all.length) all[at].querySelector('th a').focus();
    else tell('noRows');
  };
  function step(by) {
    const all = rows(), now = here(all);
    go(all, (now < 0 ? at : now) + by);
  }
  function tick(pressed) {
    const all = rows(), row = all[here(all)], box = row && row.querySelector('.tick input');
    if (box) box.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: pressed.shiftKey }));
    else tell(all.length ? 'none' : 'noRows');
  }
  function acts() {
    const first = document.querySelector('#many:not([hidden]) .many-do :is(button, summary)');
    if (first) first.focus();
    else tell('noTicks');
  }

  // --- a request ---

  const drafts = () => [...document.querySelectorAll('textarea')].find((one) => one.value.trim());
  function leave(href, first = () => {}) {
    const draft = drafts();
    if (draft) { // nothing that was written is lost by one key
      tell('draft');
      return draft.focus();
    }
    first();
    location.assign(href);
  }
  function back() {
    const link = document.querySelector('a.back');
    if (link) leave(link.href, () => { try { sessionStorage.setItem('desk-return', 'yes'); } catch (error) { /* the list begins at its top */ } });
  }
  function to(selector, fold) {
    const field = document.querySelector(selector), folded = field && fold && field.closest('details');
    if (folded) folded.open = true;
    if (field) field.focus();
    else tell('none');
  }
  function press(selector) {
    const button = document.querySelector(selector);
    if (button) button.click();
    else tell('none');
  }

  // --- which key does what ---

  const EVERYWHERE = { '?': help, '/': () => leave('/staff/search'), z: () => press('.undo button') };
  const LIST = { j: () => step(1), k: () => step(-1), x: tick, X: tick, a: acts };
  const ITEM = { t: () => press('button[data-verb=take]'), r: () => to('#reply'), n: () => to('#note', true), c: () => to('#outcome'), u: back, Escape: back };
  const AGAIN = ['j', 'k'];
  const known = { ...EVERYWHERE, ...(list && LIST), ...(item && ITEM) };

  addEventListener('keydown', (pressed) => {
    if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.isComposing || pressed.defaultPrevented) return;
    if (document.querySelector('dialog[open]') || !wishes.find((box) => box.dataset.keeps === 'keys').checked) return;
    const written = pressed.target.closest && pressed.target.closest(WRITTEN);
    if (written && item && pressed.key === 'Escape' && written.matches('textarea')) written.blur();
    const key = pressed.key.length === 1 && !pressed.shiftKey ? pressed.key.toLowerCase() : pressed.key;
    const does = Object.hasOwn(known, key) && known[key];
    if (written || !does || (pressed.repeat && !AGAIN.includes(key))) return;
    pressed.preventDefault();
    does(pressed);
  });

  // --- coming back to the row that one left, or to the one that moved up into its place ---

  const keep = (row, all) => {
    at = all.indexOf(row);
    try { sessionStorage.setItem('desk-row', JSON.stringify([row.dataset.ref, at])); } catch (error) { /* not kept */ }
  };
  function again(ref, place) {
    const all = rows(), found = all.findIndex((row) => row.dataset.ref === ref);
    if (all.length) go(all, found < 0 ? place : found);
  }
  function returned() {
    try {
      const [ref, place] = JSON.parse(sessionStorage.getItem('desk-row') || '[]');
      if (sessionStorage.getItem('desk-return') && ref) again(ref, place);
      sessionStorage.removeItem('desk-return');
    } catch (error) { /* the list begins at its top */ }
  }
  if (!list) return;
  list.addEventListener('focusin', (happened) => {
    const row = happened.target.closest('tbody tr');
    if (row) keep(row, rows());
  });
  document.addEventListener('desk:rows', (happened) => { // the list was renewed while somebody stood in it, on a row that is gone
    if (happened.detail && document.activeElement === document.body && at >= 0) go(rows(), at);
  });
  returned();
})();
