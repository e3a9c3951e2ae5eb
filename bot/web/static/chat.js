// Keeps the chat page live. Without this script the page works by plain forms; every word shown comes from the server.
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const chat = $('chat'), log = $('log'), text = $('text'), compose = $('compose'), alarm = $('alarm'), down = $('down');
  const say = chat.dataset;
  const waiting = new Map(); // what is not known to be kept yet, by event
  const MOST = 100001; // one more than is read, so that the server can say that it was cut
  let csrf = say.csrf, mark = say.mark, source = null, delay = 1000, heard = 0, quietly = 0, working = 0;

  const uid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, '0')).join('');
  const fragment = (html) => {
    const box = document.createElement('template');
    box.innerHTML = html; // made and escaped by our own server
    return box.content;
  };
  const atEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 200;
  const toEnd = () => { scrollTo(0, document.documentElement.scrollHeight); down.hidden = true; };
  const state = (words) => { if ($('state').textContent !== words) $('state').textContent = words; };
  const busy = (on) => {
    $('working').hidden = !on;
    clearTimeout(working);
    if (on) working = setTimeout(() => busy(false), 30000);
  };

  // --- the transcript ---

  const firstPending = () => log.querySelector('.sending, .unsent');
  const settleOffers = () => log.querySelectorAll('.offer').forEach((one) => { one.hidden = true; });
  const dayBefore = (place) => {
    const days = [...log.querySelectorAll('[data-day]')].filter((one) => one.dataset.day &&
      (!place || one.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING));
    return days.length ? days[days.length - 1].dataset.day : '';
  };

  function put(entry) {
    const day = entry.dataset.day, place = firstPending();
    if (day && day !== dayBefore(place)) {
      const line = document.createElement('p');
      line.className = 'day';
      line.dataset.day = line.textContent = day;
      line.dataset.date = entry.dataset.date; // on paper no day is today
      log.insertBefore(line, place);
    }
    log.insertBefore(entry, place);
  }

  function show(part) {
    const entry = fragment(part.html).querySelector('.entry');
    if (log.querySelector(`.entry[data-seq="${entry.dataset.seq}"]`)) return;
    const mine = part.event && log.querySelector(`.entry[data-event="${CSS.escape(part.event)}"]`);
    if (part.look === 'said') settleOffers(); else busy(false);
    if (!mine) { put(entry); return watch(entry); }
    waiting.delete(part.event);
    if (mine.matches('.sending, .unsent')) { mine.remove(); put(entry); } else mine.replaceWith(entry);
  }

  function replaceAll(parts) {
    log.setAttribute('aria-live', 'off'); // nothing of this is new
    const kept = [...log.querySelectorAll('.sending, .unsent')];
    log.replaceChildren(...kept);
    parts.forEach(show);
    setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
  }

  function pin(html) {
    const old = alarm.firstElementChild, fresh = fragment(html).querySelector('.alarm');
    if (!fresh) { if (old && old.dataset.seq !== '0') alarm.replaceChildren(); }
    else if (!old || old.querySelector('.say').textContent !== fresh.querySelector('.say').textContent) alarm.replaceChildren(fresh);
    else if (fresh.dataset.seq !== '0') old.dataset.seq = fresh.dataset.seq; // the same words are not announced twice
    twin();
  }

  function twin() { // what is pinned above is not shown a second time below
    const seq = alarm.firstElementChild ? alarm.firstElementChild.dataset.seq : '';
    log.querySelectorAll('.entry').forEach((one) => one.classList.toggle('twin', one.dataset.seq === seq));
  }

  function tell(news) {
    if (news.csrf) csrf = news.csrf;
    if (!news.mark) return;
    if (news.lang !== document.documentElement.lang && !waiting.size) return speak(news.lang); // chosen elsewhere
    const follow = atEnd();
    mark = news.mark;
    if (news.reset) replaceAll(news.entries); else news.entries.forEach(show);
    Object.entries(news.seen).forEach(([seq, words]) => {
      const mark = log.querySelector(`.entry[data-seq="${seq}"] .seen`);
      if (mark && mark.textContent !== words) mark.textContent = words;
    });
    pin(news.alarm);
    if ($('bar').innerHTML.replace(/value="[^"]*"/g, '') !== news.bar.replace(/value="[^"]*"/g, '')) $('bar').innerHTML = news.bar;
    if (news.entries.length && !follow) down.hidden = false;
    if (follow) toEnd();
  }

  // --- sending ---

  function mine(words, event, look) {
    const entry = $('mine').content.firstElementChild.cloneNode(true);
    entry.dataset.event = event;
    entry.querySelector('.words').textContent = words;
    entry.querySelector('.sent').textContent = say.sending;
    settleOffers();
    document.querySelectorAll('.tap').forEach((one) => { one.hidden = false; });
    log.append(entry);
    if (look === 'press') settled(entry);
    toEnd();
    return entry;
  }

  function settled(entry) {
    entry.classList.remove('sending', 'unsent');
    entry.querySelector('.sent').textContent = '';
  }

  function failed(job) {
    busy(false);
    job.entry.classList.remove('sending');
    job.entry.classList.add('unsent');
    const note = job.entry.querySelector('.sent'), again = document.createElement('button');
    again.type = 'button';
    again.className = 'again';
    again.textContent = say.again;
    again.onclick = () => deliver(job);
    note.replaceChildren(`${say.failed} `, again);
  }

  async function post(job) {
    return fetch(job.path, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ ...job.fields, csrf }),
    });
  }

  async function deliver(job) {
    job.entry.classList.remove('unsent');
    if (job.path.endsWith('say')) job.entry.classList.add('sending');
    job.entry.querySelector('.sent').textContent = job.path.endsWith('say') ? say.sending : '';
    busy(true);
    try {
      let answer = await post(job);
      if (answer.status === 403) { // the page is older than its cookie: get a new token and try once more
        await look();
        answer = await post(job);
        connect();
      }
      const found = await answer.json();
      if (found.guidance) pin(found.guidance);
      $('trouble').innerHTML = found.trouble || '';
      if (found.trouble) throw new Error('not kept');
      waiting.delete(job.key);
      if (job.path.endsWith('press')) settled(job.entry);
      if (!source || source.readyState !== EventSource.OPEN) setTimeout(look, 700);
    } catch (error) {
      if (waiting.has(job.key)) failed(job);
      if (source && error instanceof TypeError) lost(); // the network is gone, though the old line may not know it yet
    }
  }

  function send(path, fields, words) {
    const event = uid(), key = fields.button ? `${event}.${fields.button}` : event;
    const job = { path, key, fields: { ...fields, event }, entry: mine(words, key, path.endsWith('press') ? 'press' : 'say') };
    waiting.set(key, job);
    deliver(job);
  }

  document.addEventListener('submit', (happened) => {
    const form = happened.target;
    if (form.matches('.languages')) takeAlong(form);
    if (form === compose) {
      happened.preventDefault();
      const words = text.value.slice(0, MOST);
      if (!words.trim()) { state(say.empty); text.focus(); return; }
      text.value = '';
      state('');
      grow();
      send('/chat/say', { text: words }, words.length > 1500 ? `${words.slice(0, 1500)}\u2026` : words);
    } else if (form.matches('[data-press]') && happened.submitter) {
      happened.preventDefault();
      send('/chat/press', { button: happened.submitter.value }, happened.submitter.textContent.trim());
      if (matchMedia('(hover: hover)').matches) text.focus();
    }
  });

  text.addEventListener('keydown', (key) => {
    if (key.key === 'Enter' && !key.shiftKey && !key.isComposing && key.keyCode !== 229) {
      key.preventDefault();
      compose.requestSubmit();
    }
  });

  function takeAlong(form) { // half a message comes back in the page; storage can be read by whoever sits here next
    const half = document.createElement('input');
    half.type = 'hidden';
    half.name = 'draft';
    half.value = text.value.slice(0, MOST);
    form.append(half);
  }

  function speak(lang) {
    const button = document.querySelector(`.languages button[value="${CSS.escape(lang)}"]`);
    if (button && text.value) button.form.requestSubmit(button);
    else location.reload();
  }
  if (location.pathname !== '/') history.replaceState(null, '', '/#latest');

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, innerHeight * 0.38)}px`;
  }
  text.addEventListener('input', () => { if ($('state').textContent === say.empty) state(''); grow(); });
  down.addEventListener('click', toEnd);
  addEventListener('scroll', () => { if (atEnd()) down.hidden = true; }, { passive: true });

  // --- which answers of staff were really seen ---

  const seen = new Set();
  let fresh = [];
  const inView = (entry) => {
    const box = entry.getBoundingClientRect();
    return !document.hidden && Math.min(box.bottom, innerHeight) - Math.max(box.top, 0) >= Math.min(box.height, innerHeight / 1.5) / 2;
  };
  const eyes = 'IntersectionObserver' in window && new IntersectionObserver((found) => {
    for (const one of found) if (inView(one.target)) setTimeout(note, 700, one.target); // passing by is not reading
  }, { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] });
  const watch = (entry) => { if (eyes && entry.matches('.staff[data-seq]') && !seen.has(entry.dataset.seq)) eyes.observe(entry); };
  const watchAll = () => { if (eyes) log.querySelectorAll('.entry.staff').forEach((one) => { eyes.unobserve(one); watch(one); }); };

  function note(entry) {
    if (!inView(entry) || seen.has(entry.dataset.seq)) return;
    eyes.unobserve(entry);
    seen.add(entry.dataset.seq);
    if (fresh.push(entry.dataset.seq) === 1) setTimeout(confess, 300);
  }

  async function confess() {
    const lines = fresh.join(' ');
    fresh = [];
    try {
      const answer = await post({ path: '/chat/seen', fields: { lines } });
      if (answer.status === 403) { await look(); await post({ path: '/chat/seen', fields: { lines } }); }
    } catch (error) { lines.split(' ').forEach((one) => seen.delete(one)); }
  }

  // --- the line to the server ---

  async function look() {
    try {
      tell(await (await fetch(`/chat/entries?after=${encodeURIComponent(mark)}`, { headers: { Accept: 'application/json' } })).json());
    } catch (error) { /* the stream says when the line is back */ }
  }

  function alive() {
    heard = Date.now();
    delay = 1000;
    clearTimeout(quietly);
    quietly = 0;
    if ($('state').textContent === say.reconnecting) state('');
  }

  function connect() {
    if (source) source.close();
    heard = Date.now();
    source = new EventSource(`/chat/stream?after=${encodeURIComponent(mark)}`);
    source.onopen = () => {
      alive();
      [...waiting.values()].filter((job) => job.entry.matches('.unsent')).forEach(deliver);
      watchAll();
    };
    source.addEventListener('news', (event) => { alive(); tell(JSON.parse(event.data)); });
    source.addEventListener('pulse', alive);
    source.onerror = lost;
  }

  function lost() {
    if (source) source.close();
    source = null;
    if (!quietly) quietly = setTimeout(() => state(say.reconnecting), 3000);
    setTimeout(() => { if (!source) connect(); }, delay * (0.75 + Math.random() / 2));
    delay = Math.min(delay * 2, 30000);
  }

  const back = () => { if (!document.hidden && (!source || Date.now() - heard > 20000)) connect(); };
  document.addEventListener('visibilitychange', back);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) watchAll(); });
  addEventListener('online', back);
  addEventListener('pagehide', () => { if (source) source.close(); source = null; });
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  setInterval(() => { if (source && Date.now() - heard > 45000) lost(); }, 10000);

  twin();
  watchAll();
  grow();
  if (log.querySelector('.entry[data-seq]')) toEnd();
  connect();
})();
