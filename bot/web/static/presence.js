// Who else is at this request: shown as it changes, and told while somebody types. Without it the desk still lets only one answer.
(() => {
  'use strict';
  const live = document.querySelector('[data-live="item"]'), line = document.getElementById('people');
  if (!live || !line) return;
  const AGAIN = 2000, STILL = 3000;
  let told = 0, still = 0;

  async function show() {
    const answer = await fetch(`${live.dataset.here}/people`);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (page.body.innerHTML.trim() !== line.innerHTML.trim()) line.replaceChildren(...page.body.childNodes);
  }

  function tell(typing) {
    clearTimeout(still);
    if (typing) still = setTimeout(() => tell(false), STILL);
    if (typing ? Date.now() - told < AGAIN : !told) return;
    told = typing ? Date.now() : 0;
    const body = new URLSearchParams({ csrf: line.dataset.csrf, typing: typing ? 'yes' : '' });
    fetch(`${live.dataset.here}/typing`, { method: 'POST', body, keepalive: true }).catch(() => {});
  }

  document.addEventListener('desk:people', () => { show().catch(() => {}); });
  document.addEventListener('input', (happened) => {
    if (happened.target.matches('.talk textarea, .talk input')) tell(Boolean(happened.target.value.trim()));
  });
})();
