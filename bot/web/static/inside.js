// Opens the chat inside Telegram. What Telegram signed stands behind the # of the address; our own server checks it.
(() => {
  'use strict';
  const page = document.getElementById('inside'), show = (id, on) => { document.getElementById(id).hidden = !on; };
  const TELEGRAM = 'https://web.telegram.org';

  function tell(eventType, eventData) { // Telegram takes its own cover away when it hears this
    const data = JSON.stringify(eventData);
    if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(eventType, data);
    else if (window.external && 'notify' in window.external) window.external.notify(JSON.stringify({ eventType, eventData }));
    else if (parent !== window) parent.postMessage(JSON.stringify({ eventType, eventData }), TELEGRAM);
  }

  async function open() {
    const launch = new URLSearchParams(location.hash.slice(1)).get('tgWebAppData');
    history.replaceState(null, '', location.pathname); // it counts once, and belongs into no history
    if (!launch) return false;
    const answer = await fetch(location.pathname, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ launch, csrf: page.dataset.csrf }),
    });
    return answer.ok;
  }

  show('opening', true);
  show('link', false);
  tell('web_app_ready', {});
  tell('web_app_expand', {});
  open().catch(() => false).then((opened) => {
    if (opened) { location.replace('/#latest'); return; }
    show('opening', false);
    show('dead', true);
    show('link', true);
  });
})();
