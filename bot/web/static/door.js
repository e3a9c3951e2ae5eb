// Passkeys on the sign-in and account pages. Without this script, or where the browser has none, the other ways are there.
(() => {
  'use strict';
  const able = window.PublicKeyCredential && window.isSecureContext;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function made(key) {
    const { response } = key, answer = { clientDataJSON: text(response.clientDataJSON) };
    for (const part of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (response[part]) answer[part] = text(response[part]);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: answer });
  }

  async function asked(form) {
    const answer = await fetch(form.dataset.question, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ csrf: form.elements.csrf.value }),
    });
    if (answer.redirected) return void location.assign(answer.url);
    if (!(answer.headers.get('content-type') || '').startsWith('application/json')) return void location.reload();
    const question = await answer.json();
    if (!answer.ok) throw new Error(question.trouble || '');
    return question;
  }

  async function shown(form, question) {
    const publicKey = { ...question, challenge: bytes(question.challenge) };
    if (form.dataset.passkey === 'show') {
      return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: known(question.allowCredentials) } });
    }
    return navigator.credentials.create({
      publicKey: { ...publicKey, user: { ...question.user, id: bytes(question.user.id) }, excludeCredentials: known(question.excludeCredentials) },
    });
  }

  async function run(form) {
    const line = form.querySelector('[role=status]'), button = form.querySelector('button');
    line.textContent = form.dataset.waiting;
    button.disabled = true;
    try {
      const question = await asked(form);
      if (!question) return;
      form.elements.answer.value = made(await shown(form, question));
      form.submit();
    } catch (error) {
      const why = error instanceof DOMException;
      line.textContent = why && error.name === 'InvalidStateError' ? form.dataset.known : (!why && error.message) || form.dataset.stopped;
      button.disabled = false;
      button.focus();
    }
  }

  document.querySelectorAll('[data-passkey]').forEach((form) => {
    if (!able || form.dataset.site !== location.origin) return;
    form.hidden = false;
    document.querySelectorAll('[data-or]').forEach((one) => { one.hidden = false; });
    document.querySelectorAll('[data-no-passkey]').forEach((one) => { one.hidden = true; });
    if (form.dataset.passkey === 'show') document.querySelectorAll('[data-second]').forEach((one) => one.classList.remove('solid'));
    form.addEventListener('submit', (happened) => { happened.preventDefault(); run(form); });
  });
  document.querySelectorAll('[data-elsewhere]').forEach((one) => { one.hidden = !window.PublicKeyCredential && !able || one.dataset.elsewhere === location.origin; });
  document.querySelectorAll('[data-print]').forEach((one) => { one.hidden = false; one.addEventListener('click', () => print()); });
})();
