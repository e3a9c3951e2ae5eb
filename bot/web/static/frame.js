// Inside a page of the practice's own site: Escape closes the window around this page.
(() => {
  'use strict';
  if (window.name !== 'frontdoor-embed' || parent === window) return;
  addEventListener('keydown', (key) => {
    if (key.key === 'Escape' && !key.isComposing) parent.postMessage('frontdoor:close', '*'); // tells nobody anything
  });
})();
