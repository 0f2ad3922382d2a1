import type { DriftFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { timeOf } from '../text/time.js';
import { changeText } from '../parts/changes.js';
import type { Room } from '../parts/room.js';

/** What stands in the systems and is not what git says. */
export function driftText(drift: DriftFacts | null, { rows }: Room): Html {
  const title = html`<h2 id="drift-h">
    Drift${drift !== null && drift.items.length > 0 && html` <small>${count(drift.items.length, 'difference')}</small>`}
  </h2>`;
  return html`<section id="drift" aria-labelledby="drift-h">
    ${title}${drift === null ? html`<p class="none">Nobody has looked: <code>hl drift</code> compares every system with git.</p>` : html`<p class="none">${drift.items.length === 0 && 'Every system holds what git says. '}${drift.seen !== null && html`Looked ${timeOf(drift.seen)}.`}</p>`}${
      drift !== null &&
      html`<ul class="dr">
        ${drift.items.slice(0, rows).map(
          ({ service, says, change, command }) =>
            html`<li>
              <p><b>${service}</b> <span class="msg">${says}</span></p>
              ${changeText(change)}${command !== null && html`<p class="bk1"><code>${command}</code></p>`}
            </li>`,
        )}
      </ul>`
    }${drift !== null && drift.items.length > rows && html`<p class="rm">And ${count(drift.items.length - rows, 'more')}: <code>hl drift</code> lists them.</p>`}
  </section>`;
}
