import type { ServiceFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { grouped } from '../text/grouped.js';
import { wantsSomebody } from '../text/state.js';
import { icon } from '../parts/icon.js';

/** How many services of a category a host has, and how many of them want somebody. */
export function matrixText(services: readonly ServiceFacts[]): Html | false {
  const hosts = grouped(services, ({ host }) => host);
  const categories = grouped(services, ({ category }) => category).map(([name]) => name);
  if (hosts.length < 2 || categories.length < 2 || categories.length > 24 || hosts.length > 24) return false;
  return html`<details class="by" ${hosts.length <= 6 && html` open`}>
    <summary>By host and category</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Services by host and category">
      <table class="mx">
        <thead>
          <tr>
            <th scope="col">Host</th>
            ${categories.map((name) => html`<th scope="col">${name || 'none'}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${hosts.map(
            ([host, inside]) =>
              html`<tr>
                <th scope="row">${host || 'no host'}</th>
                ${categories.map((category) => cell(inside.filter((service) => service.category === category)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function cell(services: readonly ServiceFacts[]): Html {
  const bad = services.filter(({ state }) => wantsSomebody(state));
  if (services.length === 0) return html`<td></td>`;
  const worst = bad.find(({ state }) => state === 'failing') ?? bad[0];
  return html`<td>
    ${services.length}${worst && html` <span class="bad">${icon(worst.state)}${bad.length}<span class="sr"> not well</span></span>`}
  </td>`;
}
