// Keeps a draft while somebody types, so that nothing is lost when the sign-in runs out or the machine goes off. Without it, saving works by its button.
(() => {
  'use strict';
  const form = document.getElementById('draft');
  if (!form) return;
  const told = document.getElementById('keeping');
  let waiting = 0, changed = false, keeping = false, stopped = false;

  async function keep() {
    waiting = 0;
    if (stopped || keeping || !changed) return;
    keeping = true;
    changed = false;
    const fields = new URLSearchParams(new FormData(form));
    fields.set('keep', 'yes');
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fields });
      const version = answer.ok && !answer.redirected ? await answer.text() : '';
      stopped = !/^\d+$/.test(version);
      if (!stopped) for (const one of document.querySelectorAll('[name=version]')) one.value = version;
      told.textContent = stopped ? form.dataset.failed : form.dataset.kept;
    } catch { told.textContent = form.dataset.failed; }
    keeping = false;
    if (changed) later();
  }

  function later() { waiting ||= setTimeout(keep, 4000); }

  form.addEventListener('input', () => {
    changed = true;
    // What was checked is not what stands here any more.
    for (const one of document.querySelectorAll('.publish, .would')) one.hidden = true;
    later();
  });
  form.addEventListener('submit', (happened) => {
    stopped = true;
    clearTimeout(waiting);
    if (keeping) { happened.preventDefault(); happened.stopPropagation(); setTimeout(() => form.requestSubmit(), 150); }
  });
})();
