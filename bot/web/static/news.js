// Work that is new since somebody last looked at the list: its number in the title of the page, and a short sound if they wish.
(() => {
  'use strict';
  const live = document.querySelector('[data-live]'), dialog = document.getElementById('keys');
  if (!live || !dialog) return;
  const LATE = 2000, list = live.dataset.live === 'queue', plain = document.title;
  const KEPT = `desk-new:${dialog.dataset.who}`, LOOKED = `desk-looked:${dialog.dataset.who}`;
  const wished = (what) => dialog.querySelector(`[data-keeps=${what}]`).checked;
  let fresh = 0, audio = null;
  try { fresh = Number(sessionStorage.getItem(KEPT)) || 0; } catch (error) { /* counted for this page only */ }

  function count(many) {
    fresh = many;
    document.title = fresh && wished('count') ? `(${fresh}) ${plain}` : plain;
    try { sessionStorage.setItem(KEPT, String(fresh)); } catch (error) { /* counted for this page only */ }
  }

  function looked() { // a list in front is looked at; every other page of this browser may forget its number then
    if (!list || document.hidden) return;
    count(0);
    try { localStorage.setItem(LOOKED, String(Date.now())); } catch (error) { /* for this page only */ }
  }

  // --- two soft tones, made here: nothing is fetched for them ---

  function tones() {
    [[0, 660], [0.15, 880]].forEach(([after, pitch]) => {
      const tone = audio.createOscillator(), loud = audio.createGain(), from = audio.currentTime + after;
      loud.gain.setValueAtTime(0.0001, from);
      loud.gain.exponentialRampToValueAtTime(0.15, from + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.3);
      tone.frequency.value = pitch;
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.32);
    });
  }
  async function ring() {
    if (!window.AudioContext) return;
    const asked = Date.now();
    audio = audio || new AudioContext();
    await audio.resume(); // a browser lets a page sound only after somebody has touched it
    if (Date.now() - asked < LATE) tones();
  }
  function sound() { // of several open pages one sounds
    if (!navigator.locks) return ring();
    return navigator.locks.request('desk-sound', { ifAvailable: true }, (mine) => mine && Promise.all([ring(), new Promise((go) => setTimeout(go, 1000))]));
  }

  document.addEventListener('desk:news', ({ detail: { more, idle } }) => {
    if (list && !document.hidden && !idle) looked();
    else count(fresh + more);
    if (wished('sound')) sound().catch(() => {});
  });
  document.addEventListener('desk:wish', ({ detail }) => {
    count(fresh);
    if (detail === 'sound' && wished('sound')) ring().catch(() => {}); // so that one hears what it is
  });
  document.addEventListener('visibilitychange', looked);
  addEventListener('storage', (kept) => { if (kept.key === LOOKED) count(0); });
  count(fresh);
  looked();
})();
