// Wears Telegram's colours where people can still read everything in them. Nothing but #rrggbb is taken from outside.
(() => {
  'use strict';
  const KEPT = 'theme', ENOUGH = 4.5, COLOUR = /^#[0-9a-f]{6}$/i, TELEGRAM = 'https://web.telegram.org';
  const WEAR = [ // what of ours takes which of theirs; what goes together is worn together or not at all
    { paper: 'bg_color' }, { sheet: 'secondary_bg_color' }, { ink: 'text_color' }, { soft: 'hint_color' },
    { pine: 'button_color', 'pine-deep': 'button_color', 'on-pine': 'button_text_color' },
  ];
  const PAIRS = [ // what is read on what
    ['ink', 'paper'], ['ink', 'sheet'], ['ink', 'mine'], ['ink', 'hover'], ['soft', 'paper'], ['soft', 'sheet'], ['pine', 'paper'],
    ['pine', 'sheet'], ['pine', 'hover'], ['pine-deep', 'hover'], ['on-pine', 'pine'], ['on-pine', 'pine-deep'], ['warn', 'paper'],
    ['warn', 'sheet'], ['edge', 'paper', 3], ['edge', 'sheet', 3],
  ];
  const root = document.documentElement, names = [...new Set(PAIRS.flatMap((pair) => pair.slice(0, 2)))];

  function light(colour) {
    const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, '$&$&') : colour;
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const readable = (look) => PAIRS.every(([front, back, least]) => contrast(look[front], look[back]) >= (least || ENOUGH));

  function wear(given) {
    const theirs = Object.fromEntries(Object.entries(given).filter(([, colour]) => COLOUR.test(colour)));
    if (!theirs.bg_color) return;
    names.forEach((name) => root.style.removeProperty(`--${name}`));
    root.dataset.theme = light(theirs.bg_color) < 0.18 ? 'dark' : 'light';
    const ours = getComputedStyle(root);
    let look = Object.fromEntries(names.map((name) => [name, ours.getPropertyValue(`--${name}`).trim()]));
    WEAR.forEach((part) => {
      const tried = { ...look };
      Object.entries(part).forEach(([name, from]) => { tried[name] = theirs[from] || tried[name]; });
      if (readable(tried)) look = tried;
    });
    names.forEach((name) => root.style.setProperty(`--${name}`, look[name]));
  }

  function take(text, keep) {
    try {
      const given = JSON.parse(text);
      wear(given);
      if (keep) sessionStorage.setItem(KEPT, text.slice(0, 4000)); // the chat page that comes next has no # of Telegram's
    } catch (error) { /* our own colours are always there */ }
  }

  const brought = new URLSearchParams(location.hash.slice(1)).get('tgWebAppThemeParams');
  if (brought) take(brought, true);
  else try { take(sessionStorage.getItem(KEPT) || '{}', false); } catch (error) { /* a browser that keeps nothing */ }

  const changed = (type, data) => { if (type === 'theme_changed' && data && data.theme_params) take(JSON.stringify(data.theme_params), true); };
  window.Telegram = { WebView: { receiveEvent: changed } }; // where Telegram's apps tell a page what happens around it
  addEventListener('message', (event) => {
    if (event.origin !== TELEGRAM || typeof event.data !== 'string') return;
    try {
      const told = JSON.parse(event.data);
      changed(told.eventType, told.eventData);
    } catch (error) { /* not for us */ }
  });
})();
