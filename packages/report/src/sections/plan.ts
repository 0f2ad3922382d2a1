import type { ServiceFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { changeText } from '../parts/changes.js';
import { idOf } from '../parts/service.js';
import type { Room } from '../parts/room.js';

/** What a run changes, service by service. */
export function planSection(services: readonly ServiceFacts[], planOnly: boolean, { rows }: Room): Html | false {
  const changed = services.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0) return false;
  const total = changed.reduce((sum, { changes }) => sum + changes.length, 0);
  let left = rows;
  return html`<section id="changes" aria-labelledby="changes-h">
    <h2 id="changes-h">
      ${planOnly ? 'What would change' : 'What changed'} <small>${count(total, 'change')} to ${count(changed.length, 'service')}</small>
    </h2>
    ${changed.map(({ name, title, changes }) => {
      const shown = changes.slice(0, Math.max(0, left));
      left -= shown.length;
      const rest = changes.length - shown.length;
      return (
        shown.length > 0 &&
        html`<details class="pl" ${total <= 12 && html` open`}>
          <summary>
            <b>${title}</b>
            <span class="rm">${count(changes.length, 'change')} in ${[...new Set(changes.map(({ system }) => system))].join(', ')}</span>
          </summary>
          <div class="in">
            ${shown.map(changeText)}${rest > 0 && html`<p class="rm">And ${count(rest, 'more change')}: <code>hl plan</code> lists them.</p>`}
            <p class="rm"><a href="#${encodeURIComponent(idOf(name))}">Its health and history</a></p>
          </div>
        </details>`
      );
    })}${total > rows && html`<p class="rm">The first ${rows} of ${count(total, 'change')}. plan.txt lists them all.</p>`}
  </section>`;
}
