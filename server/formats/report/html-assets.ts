/** The style sheet of the HTML report. `--u` is the width of a map pixel in the picture's units. */
export const PAGE_STYLE = `
:root { --overlap: #c2255c; --gap: #d9480f; --outside: #7048e8; --part: #1971c2; --border: #0b7285; --invalid: #2b2b2b; --policy: #997404; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 1rem; color: #1f2328; background: #fff; font: 15px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
/* A name may hold direction marks: they must not turn the rest of the line. */
span { unicode-bidi: isolate; }
html.zh .en, html.en .zh { display: none; }
header { position: relative; border-bottom: 1px solid #d0d7de; margin-bottom: 1rem; }
h1 { font-size: 1.35rem; margin: 0 9rem .25rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
header p { margin: .15rem 0 .5rem; }
header .controls { position: absolute; top: 0; right: 0; }
button { font: inherit; padding: .1rem .6rem; border: 1px solid #afb8c1; border-radius: 6px; background: #f6f8fa; cursor: pointer; }
button[aria-pressed="true"] { background: #0b57d0; border-color: #0b57d0; color: #fff; }
button:disabled { opacity: .5; cursor: default; }
.verdict { font-weight: 600; font-size: 1.1rem; }
.verdict.error { color: #b3261e; } .verdict.clean { color: #146c2e; }
.map .controls { display: flex; justify-content: space-between; margin-top: .4rem; }
[hidden] { display: none !important; }
svg#map { --u: 1; display: block; width: 100%; max-height: 75vh; border: 1px solid #d0d7de; border-radius: 6px; background: #fbfcfd; touch-action: none; cursor: grab; }
svg path { vector-effect: non-scaling-stroke; fill-rule: evenodd; }
.communities path { fill: #e7eef6; stroke: #7a8794; stroke-width: 1; }
.communities path.lit { fill: #cfe0f5; }
.boundary { fill: none; stroke: #1f2328; stroke-width: 2.2; stroke-dasharray: 7 4; pointer-events: none; }
.findings path { stroke-width: 2; fill-opacity: .55; }
.findings path.line { fill: none; stroke-width: 3; }
.findings circle { r: calc(3.5px * var(--u)); stroke: #fff; stroke-width: calc(1px * var(--u)); }
.findings g { fill: var(--invalid); stroke: var(--invalid); cursor: pointer; }
.findings .overlap { fill: var(--overlap); stroke: var(--overlap); }
.findings .gap { fill: var(--gap); stroke: var(--gap); }
.findings .outside { fill: var(--outside); stroke: var(--outside); }
.findings .non-contiguous, .findings .enclave { fill: var(--part); stroke: var(--part); }
.findings .mismatch { fill: var(--border); stroke: var(--border); }
.findings .policy { fill: var(--policy); stroke: var(--policy); }
.findings .policy path { fill-opacity: .16; }
.findings .chosen circle { r: calc(7px * var(--u)); }
.findings .chosen path { stroke-width: 4; }
.labels text { font-size: calc(11.5px * var(--u)); text-anchor: middle; dominant-baseline: central; fill: #24292f; paint-order: stroke; stroke: #fff; stroke-width: calc(2.5px * var(--u)); pointer-events: none; }
.scale path { fill: none; stroke: #1f2328; stroke-width: 1.5; } .scale text { font-size: 12px; }
svg.zoomed .scale { display: none; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px; background: var(--invalid); }
.swatch.overlap { background: var(--overlap); } .swatch.gap { background: var(--gap); } .swatch.outside { background: var(--outside); }
.swatch.non-contiguous, .swatch.enclave { background: var(--part); } .swatch.mismatch { background: var(--border); } .swatch.policy { background: var(--policy); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; padding: 0; margin: .6rem 0 0; font-size: .9em; }
table { border-collapse: collapse; } th, td { padding: .2rem .9rem .2rem 0; text-align: left; border-bottom: 1px solid #eaeef2; font-weight: inherit; }
tr > :nth-child(2), tr > :nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.quiet, .remark { color: #59636e; }
ol { list-style: none; padding: 0; margin: 0; } ol > li { padding: .5rem .6rem; border-left: 4px solid #afb8c1; border-bottom: 1px solid #eaeef2; break-inside: avoid; }
ol > li p { margin: 0; overflow-wrap: anywhere; }
ol > li.error { border-left-color: #b3261e; } ol > li.warning { border-left-color: #b08800; }
ol > li.chosen { background: #fff8e1; }
.community { margin-left: .5em; } .community + .community::before { content: "| "; color: #59636e; }
.severity { color: #59636e; margin: 0 .3em; } .facts, footer { color: #59636e; font-size: .87em; } cite { color: #59636e; }
footer { margin-top: 2rem; border-top: 1px solid #d0d7de; padding-top: .5rem; }
@media print { body { max-width: none; padding: 0; font-size: 11px; } .controls { display: none !important; } svg#map { max-height: 60vh; } .go { border: 0; background: none; padding: 0; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** The script of the HTML report: language, zoom, and a step from finding to finding. The page reads without it. */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const controls of all('.controls')) controls.hidden = false;

  const languageButtons = all('[data-language]');
  const setLanguage = (language) => {
    root.className = language;
    root.lang = language === 'zh' ? 'zh-CN' : 'en';
    for (const button of languageButtons) button.setAttribute('aria-pressed', String(button.dataset.language === language));
  };
  for (const button of languageButtons) button.addEventListener('click', () => setLanguage(button.dataset.language));
  setLanguage(root.className);

  const map = document.getElementById('map');
  if (!map) return;
  const home = map.dataset.home.split(' ').map(Number);
  let view = home;
  const show = (next) => {
    const width = Math.min(home[2], Math.max(home[2] / 20000, next[2]));
    const height = width * home[3] / home[2];
    const x = Math.min(home[2] - width, Math.max(0, next[0] + (next[2] - width) / 2));
    const y = Math.min(home[3] - height, Math.max(0, next[1] + (next[3] - height) / 2));
    view = [x, y, width, height];
    map.setAttribute('viewBox', view.join(' '));
    map.style.setProperty('--u', String(width / home[2]));
    map.classList.toggle('zoomed', width < home[2]);
  };

  const items = all('ol > li[data-number]');
  let chosen = 0;
  const choose = (number, scroll) => {
    chosen = number;
    for (const item of items) item.classList.toggle('chosen', Number(item.dataset.number) === number);
    for (const shape of all('.findings > g')) shape.classList.toggle('chosen', shape.id === 'shape-' + number);
    document.getElementById('position').textContent = number + ' / ' + items.length;
    const item = document.getElementById('finding-' + number);
    if (scroll && item) item.scrollIntoView({ block: 'nearest' });
    const shape = document.getElementById('shape-' + number);
    if (!shape || !shape.firstChild) return;
    const dot = shape.querySelector('circle');
    const path = shape.querySelector('path');
    const box = path ? path.getBBox() : { x: dot.cx.baseVal.value, y: dot.cy.baseVal.value, width: 0, height: 0 };
    const size = Math.max(box.width, box.height * home[2] / home[3], home[2] / 200) * 3;
    show([box.x + box.width / 2 - size / 2, box.y + box.height / 2 - size * home[3] / home[2] / 2, size, size * home[3] / home[2]]);
  };
  for (const item of items) {
    item.querySelector('.go').addEventListener('click', () => { choose(Number(item.dataset.number), false); map.scrollIntoView({ block: 'nearest' }); });
  }
  for (const shape of all('.findings > g')) shape.addEventListener('click', () => choose(Number(shape.id.slice(6)), true));
  const step = (by) => { if (items.length > 0) choose((chosen - 1 + by + items.length * 2) % items.length + 1, false); };
  document.getElementById('next').addEventListener('click', () => step(1));
  document.getElementById('previous').addEventListener('click', () => step(chosen === 0 ? 0 : -1));
  document.getElementById('home').addEventListener('click', () => show(home));

  map.addEventListener('wheel', (event) => {
    event.preventDefault();
    const frame = map.getBoundingClientRect();
    const factor = event.deltaY < 0 ? 0.8 : 1.25;
    const x = view[0] + (event.clientX - frame.left) / frame.width * view[2];
    const y = view[1] + (event.clientY - frame.top) / frame.height * view[3];
    show([x - (x - view[0]) * factor, y - (y - view[1]) * factor, view[2] * factor, view[3] * factor]);
  }, { passive: false });
  let drag = null;
  map.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, y: event.clientY, view }; });
  window.addEventListener('pointerup', () => { drag = null; });
  window.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const scale = view[2] / map.getBoundingClientRect().width;
    show([drag.view[0] - (event.clientX - drag.x) * scale, drag.view[1] - (event.clientY - drag.y) * scale, view[2], view[3]]);
  });
})();
`;
