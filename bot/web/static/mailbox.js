// Shows new mail of the demonstration without a reload.
(() => {
  'use strict';
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const page = new DOMParser().parseFromString(await (await fetch('/mailbox')).text(), 'text/html');
      const now = document.getElementById('mails'), next = page.getElementById('mails');
      if (next && next.textContent !== now.textContent) now.replaceChildren(...next.childNodes);
    } catch (error) { /* the next look may work */ }
  }, 3000);
})();
