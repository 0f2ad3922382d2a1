(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const shapeOf = (row) => ({
    row,
    text: `${row.id.slice(2)} ${row.querySelector('summary').textContent}`.toLowerCase(),
    details: row.querySelector('details'),
  });
  const ranks = ['failing', 'waiting', 'back', 'unknown', 'absent', 'ok'];
  const words = { failing: 'Failing', waiting: 'Waiting', back: 'Rolled back', unknown: 'Unknown', absent: 'Not deployed', ok: 'Healthy' };
  let rows = [];
  let grouping = null;

  // Times: in the reader's own zone, and how long ago.
  const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const units = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  function localTimes(times) {
    const now = Date.now();
    for (const time of times) {
      const date = new Date(time.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      const seconds = (now - date) / 1000;
      const [unit, length] = units.find(([, least]) => Math.abs(seconds) >= least) ?? ['minute', 60];
      time.title = format.format(date);
      time.textContent = Math.abs(seconds) < 86400 * 60 ? ago.format(-Math.round(seconds / length), unit) : format.format(date);
    }
  }

  const chosenState = () => document.querySelector('input[name=st]:checked')?.value ?? '*';
  const matches = ({ row, text }, words, host, category, state) =>
    (host === '*' || row.dataset.h === host) &&
    (category === '*' || row.dataset.c === category) &&
    (state === '*' || row.dataset.s === state) &&
    words.every((word) => text.includes(word));

  function filter() {
    const [words, host, category, state] = [
      $('q').value.toLowerCase().split(/\s+/).filter(Boolean),
      $('f-h').value,
      $('f-c').value,
      chosenState(),
    ];
    let shown = 0;
    for (const one of rows) {
      const hit = matches(one, words, host, category, state);
      if (one.row.hidden === hit) one.row.hidden = !hit;
      if (hit) shown += 1;
    }
    for (const group of $('groups').children) {
      const visible = group.querySelectorAll('.s:not([hidden])').length;
      group.hidden = visible === 0;
      const count = group.querySelector('small');
      if (count) count.textContent = visible === 1 ? '1 service' : `${visible} services`;
    }
    $('nothing').hidden = shown > 0;
    $('shown').textContent = shown === rows.length ? '' : `${shown} of ${rows.length} shown`;
  }

  const sorts = {
    s: (a, b) => ranks.indexOf(a.row.dataset.s) - ranks.indexOf(b.row.dataset.s) || byName(a, b),
    n: (a, b) => byName(a, b),
    d: (a, b) => (a.row.dataset.d < b.row.dataset.d ? 1 : a.row.dataset.d > b.row.dataset.d ? -1 : byName(a, b)),
  };
  const byName = (a, b) => (a.row.id < b.row.id ? -1 : 1);

  function arrange() {
    const [by, sort] = [$('g').value, $('o').value];
    if (`${by}${sort}` === grouping) return;
    grouping = `${by}${sort}`;
    const groups = new Map();
    for (const one of [...rows].sort(sorts[sort])) {
      const name = by === '' ? '' : one.row.dataset[by];
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(one.row);
    }
    const rank = (name) => (name === '' ? 1e9 : by === 's' ? ranks.indexOf(name) : 0);
    const sections = [...groups]
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([name, inside]) => {
        const [section, title, small, list] = ['section', 'h3', 'small', 'ul'].map((tag) => document.createElement(tag));
        section.className = 'grp';
        list.className = 'ss';
        title.append(by === '' ? 'All services' : by === 's' ? words[name] : name || (by === 'h' ? 'No host' : 'No category'), ' ', small);
        list.append(...inside);
        section.append(title, list);
        return section;
      });
    $('groups').dataset.by = by;
    $('groups').replaceChildren(...sections);
  }

  function change() {
    arrange();
    filter();
  }

  // A link to a service shows and unfolds it, whatever is filtered.
  function follow() {
    let row = null;
    try {
      row = $(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    if (!row?.classList.contains('s')) return;
    if (row.hidden) reset();
    row.querySelector('details').open = true;
    row.scrollIntoView({ block: 'start' });
    row.querySelector('summary').focus({ preventScroll: true });
  }

  function reset() {
    $('tools').reset();
    change();
  }

  function keys(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !typing && $('q')) {
      event.preventDefault();
      $('q').focus();
      $('q').select();
    }
    if (event.key === 'Escape' && event.target.id === 'q') {
      $('q').value = '';
      filter();
    }
    const row = event.target.tagName === 'SUMMARY' ? event.target.closest('.s') : null;
    if (!row && event.target.id !== 'q') return;
    const visible = () => [...document.querySelectorAll('.s:not([hidden])')];
    const to = {
      ArrowDown: (all, at) => all[at + 1],
      ArrowUp: (all, at) => all[at - 1] ?? (row ? null : undefined),
      Home: (all) => all[0],
      End: (all) => all.at(-1),
    }[event.key];
    if (!to || (!row && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const all = visible();
    const next = to(all, row ? all.indexOf(row) : -1);
    if (next) next.querySelector('summary').focus();
    else if (event.key === 'ArrowUp') $('q').focus();
  }

  const themes = ['', 'light', 'dark'];
  function showTheme() {
    const theme = document.documentElement.dataset.theme ?? '';
    $('theme').hidden = false;
    $('theme').querySelector('span').textContent = theme || 'system';
  }
  function nextTheme() {
    const root = document.documentElement;
    const next = themes[(themes.indexOf(root.dataset.theme ?? '') + 1) % themes.length];
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    try {
      localStorage.setItem('hl-theme', next);
    } catch {
      // It holds until the page is closed.
    }
    showTheme();
  }

  /** Takes what is in the page, at the start and whenever its content was replaced. */
  function begin() {
    rows = [...document.querySelectorAll('.s')].map(shapeOf);
    grouping = 'hs';
    // What is folded is shown in time when it is unfolded: a large fleet has thousands of times.
    localTimes(document.querySelectorAll('time:not(.in time)'));
    localTimes(document.querySelectorAll('details[open] .in time'));
    if ($('tools')) {
      $('tools').hidden = false;
      change();
    }
    showTheme();
  }

  addEventListener('hashchange', follow);
  addEventListener('keydown', keys);
  document.addEventListener('click', ({ target }) => {
    if (target.closest('#theme')) nextTheme();
    if (target.closest('#reset')) reset();
    if (target.closest('a[href="#main"]')) $('main').focus();
  });
  document.addEventListener('input', ({ target }) => target.closest('#tools') && change());
  document.addEventListener('toggle', ({ target }) => localTimes(target.querySelectorAll('time')), true);
  document.addEventListener('submit', (event) => event.preventDefault());
  begin();
  follow();
  globalThis.hlReport = { begin };
})();
