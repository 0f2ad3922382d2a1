(() => {
  'use strict';
  const every = 5000;
  const label = document.getElementById('live');
  let [version, answered] = [document.documentElement.dataset.version, Date.now()];

  const ask = () =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('GET', location.pathname);
      // Parsed without running anything in it.
      request.responseType = 'document';
      request.timeout = 60000;
      request.setRequestHeader('if-none-match', `"${version}"`);
      request.onload = () => resolve(request);
      request.onerror = request.ontimeout = () => reject(new Error('no answer'));
      request.send();
    });

  /** What the reader has set and unfolded stays; so do the places of the page and of the cursor. */
  function replace(fresh) {
    const open = [...document.querySelectorAll('details')].map((details) => [keyOf(details), details.open]).filter(([key]) => key);
    const settings = [...document.querySelectorAll('#tools input, #tools select')].map((field) => [
      field.id || `${field.name}=${field.value}`,
      field,
    ]);
    const focused = document.activeElement;
    const [focusKey, selection] = [pathOf(focused), focused?.id === 'q' ? [focused.selectionStart, focused.selectionEnd] : null];
    const anchor = pathOf(focused) ?? pathOf([...document.querySelectorAll('.s, main > section')].find(isInView));
    const topOf = (path) => (path && document.querySelector(path)?.getBoundingClientRect().top) ?? 0;
    const top = topOf(anchor);
    const values = new Map(settings.map(([key, field]) => [key, { value: field.value, checked: field.checked }]));
    for (const id of ['main', 'top']) document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
    document.title = fresh.title;
    const states = new Map(open);
    for (const details of document.querySelectorAll('details')) {
      const was = states.get(keyOf(details));
      if (was !== undefined) details.open = was;
    }
    for (const field of document.querySelectorAll('#tools input, #tools select')) {
      const was = values.get(field.id || `${field.name}=${field.value}`);
      if (!was) continue;
      if (field.type === 'radio') field.checked = was.checked;
      else if (field.tagName !== 'SELECT' || [...field.options].some(({ value }) => value === was.value)) field.value = was.value;
    }
    if (!document.querySelector('input[name=st]:checked')) document.querySelector('input[name=st]')?.click();
    globalThis.hlReport.begin();
    const again = focusKey && document.querySelector(focusKey);
    if (again) {
      again.focus({ preventScroll: true });
      if (selection) again.setSelectionRange(...selection);
    }
    scrollBy(0, topOf(anchor) - top);
  }

  const keyOf = (details) => details.closest('.s')?.id ?? details.querySelector('summary')?.textContent;
  const isInView = (element) => element.getBoundingClientRect().top >= 0 && element.offsetParent !== null;
  const pathOf = (element) =>
    element?.id
      ? `#${CSS.escape(element.id)}`
      : element?.tagName === 'SUMMARY' && element.closest('.s')
        ? `#${CSS.escape(element.closest('.s').id)} summary`
        : null;

  function tell(text) {
    const now = document.getElementById('live') ?? label;
    if (!now) return;
    now.hidden = false;
    if (now.textContent !== text) now.textContent = text;
  }

  async function look() {
    if (!document.hidden) {
      try {
        const request = await ask();
        const fresh = request.status === 200 && request.response;
        if (fresh) replace(fresh);
        if (fresh) version = fresh.documentElement.dataset.version;
        if (request.status !== 200 && request.status !== 304) throw new Error(String(request.status));
        answered = Date.now();
        tell('Live: follows the ledger');
      } catch {
        tell(`Not live any more, since ${new Date(answered).toLocaleTimeString()}`);
      }
    }
    setTimeout(look, every);
  }
  void look();
})();
