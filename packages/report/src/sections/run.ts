import type { RunFacts, StageFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { timeOf } from '../text/time.js';
import { icon } from '../parts/icon.js';
import { noteText } from '../parts/note.js';
import type { Room } from '../parts/room.js';

/** The stages of a run with their times, then the services in each. */
export function runText({ stages, rolledBack, planOnly }: RunFacts, { rows }: Room): Html {
  const timed = spans(stages);
  const total = Math.max(1, ...timed.map(({ from, ms }) => from + ms));
  return html`<section id="run" aria-labelledby="run-h">
    <h2 id="run-h">${planOnly ? 'This plan' : 'This run'}${total > 1 && html` <small>${duration(total)}</small>`}</h2>
    <ol class="tl">
      ${stages.map(
        ({ name, state, says, ms, started, error }, index) =>
          html`<li>
            <span class="n">${icon(state)}<b>${name}</b></span
            ><span class="y">${says}</span><span class="t">${ms !== null && duration(ms)}</span>${bar(timed[index], total, state)}${
              error && html`<p>${noteText(error)}</p>`
            }${started !== null && html`<span class="sr">, began ${timeOf(started)}</span>`}
          </li>`,
      )}
    </ol>
    ${rolledBack.length > 0 && backs(rolledBack)}${byService(stages, rows)}
  </section>`;
}

interface Span {
  readonly from: number;
  readonly ms: number;
}

/** Since the first began; one after the other where nobody wrote down when. */
function spans(stages: readonly StageFacts[]): Span[] {
  const starts = stages.flatMap(({ started }) => (started === null ? [] : [Date.parse(started)])).filter(Number.isFinite);
  const first = Math.min(...starts);
  let end = 0;
  return stages.map(({ started, ms }) => {
    const from = started !== null && Number.isFinite(Date.parse(started)) ? Date.parse(started) - first : end;
    end = from + (ms ?? 0);
    return { from, ms: ms ?? 0 };
  });
}

const bar = (span: Span | undefined, total: number, state: string): Html | false =>
  span !== undefined &&
  html`<svg class="bar ${state}" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
    <rect x="${Math.round((span.from / total) * 1000)}" width="${Math.max(4, Math.round((span.ms / total) * 1000))}" height="8" />
  </svg>`;

const backs = (rolledBack: RunFacts['rolledBack']): Html =>
  html`<h3>Taken back by verify</h3>
    <ul class="at">
      ${rolledBack.map(
        ({ service, healthy, reason }) =>
          html`<li>
            ${icon(healthy ? 'back' : 'failing')}
            <div>
              <p><b>${service}</b> <span class="msg">${reason}</span></p>
              <p class="rm">${healthy ? 'The version before it answers again.' : 'The version before it does not answer, either.'}</p>
            </div>
          </li>`,
      )}
    </ul>`;

/** What took how long: a row a service, a column a stage; what is in trouble and what took longest first. */
function byService(stages: readonly StageFacts[], most: number): Html | false {
  const columns = stages.filter(({ services }) => services.length > 0);
  const names = [...new Set(columns.flatMap(({ services }) => services.map(({ name }) => name)))];
  if (names.length === 0) return false;
  const found = names.map((name) => columns.map(({ services }) => services.find((service) => service.name === name)));
  const bad = (cells: (typeof found)[number]): number => cells.filter((cell) => cell !== undefined && cell.state !== 'ok').length;
  const sum = (cells: (typeof found)[number]): number => cells.reduce((ms, cell) => ms + (cell?.ms ?? 0), 0);
  const order = names
    .map((_, index) => index)
    .sort((a, b) => bad(found[b] ?? []) - bad(found[a] ?? []) || sum(found[b] ?? []) - sum(found[a] ?? []));
  const shown = order.slice(0, most);
  return html`<details class="by" ${names.length <= 20 && html` open`}>
    <summary>By service</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Times by service and stage">
      <table class="mx">
        <thead>
          <tr>
            <th scope="col">Service</th>
            ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (index) =>
              html`<tr>
                <th scope="row">${names[index]}</th>
                ${(found[index] ?? []).map((cell) => (cell === undefined ? html`<td></td>` : html`<td>${cell.state !== 'ok' && html`${icon(cell.state)}<span class="sr">${cell.state} </span>`}${duration(cell.ms)}</td>`))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${names.length > most && html`<p class="rm">And ${count(names.length - most, 'service')} that went faster.</p>`}
  </details>`;
}
