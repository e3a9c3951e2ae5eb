// Several requests at once: how many are ticked, all of a page, a stretch with Shift. Without it each box is ticked by itself.
(() => {
  'use strict';
  const form = document.getElementById('many'), list = document.getElementById('rows');
  if (!form || !list) return;
  const count = document.getElementById('many-count'), all = document.getElementById('many-all'), told = document.getElementById('told');
  const boxes = () => [...list.querySelectorAll('.tick input')];
  const ticked = new Set();
  let last = '';

  function show(say) {
    const every = boxes(), many = every.filter((box) => box.checked);
    ticked.clear();
    many.forEach((box) => ticked.add(box.name));
    if (!many.length && form.contains(document.activeElement)) (list.querySelector('th a') || document.getElementById('main')).focus();
    form.hidden = !many.length;
    count.textContent = count.dataset.n.replace('%', many.length);
    if (say) told.textContent = count.textContent; // the bar that comes up is announced from where something is announced already
    if (!all) return;
    all.closest('label').hidden = !every.length;
    all.checked = many.length > 0 && many.length === every.length;
    all.indeterminate = many.length > 0 && !all.checked;
  }

  list.addEventListener('click', (happened) => {
    const box = happened.target;
    if (!box.matches('.tick input')) return;
    const every = boxes(), from = every.findIndex((one) => one.name === last), to = every.indexOf(box);
    if (happened.shiftKey && from >= 0) every.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
    last = box.name;
    show(true);
  });
  list.addEventListener('keydown', (pressed) => { // Enter opens the row, from its box too
    if (pressed.key !== 'Enter' || !pressed.target.matches('.tick input')) return;
    pressed.preventDefault();
    pressed.target.closest('tr').querySelector('th a').click();
  });
  if (all) {
    all.addEventListener('change', () => {
      boxes().forEach((box) => { box.checked = all.checked; });
      show(true);
    });
  }
  document.addEventListener('desk:rows', () => {
    boxes().forEach((box) => { box.checked = ticked.has(box.name); });
    show(false);
  });
  addEventListener('pageshow', (shown) => { if (shown.persisted) delete form.dataset.sent; }); // gone back to: it may be sent again
  form.classList.add('bar');
  if (location.pathname === form.getAttribute('action')) history.replaceState(null, '', list.dataset.here); // to look again sends nothing again
  show(false);
})();
