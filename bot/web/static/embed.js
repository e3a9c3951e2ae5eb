(told) => {
  'use strict';
  // On the practice's own site: a button that opens the chat beside the page. Reads nothing of that page but its origin.
  if (window.frontdoorChat) return; // the tag stands there twice
  window.frontdoorChat = true;
  const STYLE = `
    :host { all: initial; --pine: #1d5b50; --on: #fff; --paper: #f4f5f1; --ink: #1c2926; --line: #d6dcd6; }
    @media (prefers-color-scheme: dark) { :host { --pine: #93d3c0; --on: #0f211c; --paper: #131a18; --ink: #e7edea; --line: #2f3b37; } }
    @media print { :host { display: none; } }
    * { box-sizing: border-box; font: 600 1em/1.25 system-ui, sans-serif; }
    .open, dialog { font-size: medium; } /* what the reader has chosen, whatever the site makes of it */
    .open { position: fixed; z-index: 2147483646; inset-block-end: calc(1em + env(safe-area-inset-bottom)); inset-inline-end: 1em;
      display: inline-flex; align-items: center; min-height: 3em; max-width: calc(100vw - 2em); padding: .6em 1.4em; border: 2px solid var(--on);
      border-radius: 1.6em; background: var(--pine); color: var(--on); text-decoration: none; cursor: pointer; box-shadow: 0 4px 16px #0004; }
    :focus-visible { outline: 3px solid var(--pine); outline-offset: 2px; }
    dialog { position: fixed; z-index: 2147483647; inset: auto; inset-block-end: 5em; inset-inline-end: 1em; width: 25em; height: min(44em, 100dvh - 6em);
      margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--line); border-radius: 1em; background: var(--paper); color: var(--ink);
      box-shadow: 0 8px 40px #0005; }
    dialog[open] { display: grid; grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); }
    .bar { display: flex; align-items: center; justify-content: space-between; min-height: 3em; padding-inline: .25em; border-bottom: 1px solid var(--line); }
    .bar a, .bar button { display: inline-flex; align-items: center; min-height: 2.75em; padding: 0 .75em; border: 0; border-radius: .6em; background: none;
      color: var(--pine); font-size: .875em; white-space: nowrap; cursor: pointer; }
    iframe { width: 100%; height: 100%; border: 0; color-scheme: light dark; }
    @media (max-width: 40em), (max-height: 30em) { dialog { inset: 0; width: 100%; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0; } }
    @media (prefers-reduced-motion: no-preference) { dialog[open] { animation: up .16s ease-out; } @keyframes up { from { translate: 0 1em; opacity: 0; } } }`;
  const make = (tag, about, ...inside) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) one[name] = value;
    one.append(...inside);
    return one;
  };
  const aTab = (className, textContent) => make('a', { className, textContent, href: `${told.base}/`, target: '_blank', rel: 'noopener' });

  function chat() {
    const open = make('button', { type: 'button', className: 'open', textContent: told.open });
    const close = make('button', { type: 'button', textContent: told.close });
    const bar = make('div', { className: 'bar' }, aTab('tab', told.tab), close);
    const box = make('dialog', {}, bar);
    let frame = null;
    box.setAttribute('aria-label', told.title);
    open.setAttribute('aria-haspopup', 'dialog');
    open.setAttribute('aria-expanded', 'false');

    function show() {
      if (!frame) { // nothing is asked of the chat before somebody opens it
        frame = make('iframe', { title: told.title, name: told.name, sandbox: told.sandbox, referrerPolicy: 'no-referrer', src: `${told.base}/embed` });
        box.append(frame);
      }
      if (matchMedia('(max-width: 40em), (max-height: 30em)').matches) box.showModal(); else box.show();
      open.setAttribute('aria-expanded', 'true');
      close.focus();
    }
    open.onclick = () => { if (box.open) box.close(); else show(); };
    close.onclick = () => box.close();
    box.onclose = () => { open.setAttribute('aria-expanded', 'false'); open.focus(); };
    box.onkeydown = (key) => { if (key.key === 'Escape') { key.preventDefault(); box.close(); } };
    addEventListener('message', (said) => { // Escape was pressed in the chat, where this page hears no keys
      if (frame && said.source === frame.contentWindow && said.origin === told.base && said.data === 'frontdoor:close') box.close();
    });
    return [open, box];
  }

  function begin() {
    const home = make('div', { lang: told.lang, dir: told.dir }), root = home.attachShadow({ mode: 'open' }), sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    // A site that the practice has not listed may not frame the chat: it gets a link, and no empty grey box.
    root.append(...(told.origins.includes(location.origin) ? chat() : [aTab('open', told.open)]));
    document.body.append(home);
  }
  if (document.body) begin(); else addEventListener('DOMContentLoaded', begin);
}
