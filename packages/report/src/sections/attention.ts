import type { ReportData, ServiceFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { backText } from '../parts/back.js';
import { icon } from '../parts/icon.js';
import { noteText } from '../parts/note.js';
import type { Room } from '../parts/room.js';
import { idOf } from '../parts/service.js';
import { count } from '../text/count.js';
import { states, wantsSomebody } from '../text/state.js';

/** What wants somebody, and what to do about it. */
export function attentionText({ services, run, notes }: ReportData, { rows }: Room): Html | false {
  const most = Math.min(rows, 20);
  const bad = services
    .filter(({ state }) => wantsSomebody(state))
    .sort((a, b) => Number(b.state === 'failing') - Number(a.state === 'failing'));
  const stopped = (run?.stages ?? []).filter(({ error }) => error !== undefined);
  if (bad.length + stopped.length + notes.length === 0) return false;
  return html`<section id="attention" aria-labelledby="attention-h">
    <h2 id="attention-h">What to do</h2>
    <ul class="at">
      ${stopped.map(
        ({ name, error, state }) =>
          html`<li>
            ${icon(state)}
            <div>
              <p><b>${name}</b> did not end well</p>
              <p>${error && noteText(error)}</p>
            </div>
          </li>`,
      )}${bad.slice(0, most).map(troubleText)}${notes.slice(0, most).map(
        (note) =>
          html`<li>
            ${icon('unknown')}
            <div><p>${noteText(note)}</p></div>
          </li>`,
      )}
    </ul>
    ${bad.length > most && html`<p class="rm">And ${count(bad.length - most, 'more service')}, below.</p>`}
  </section>`;
}

/** Why, by what is nearest to the cause: what could not be done, else what was seen. */
function troubleText({ name, title, state, says, problems, checks, back, changes }: ServiceFacts): Html {
  const reasons = [
    ...changes.flatMap(({ error }) => error ?? []),
    ...problems,
    ...checks
      .filter(({ status }) => status === 'fail')
      .map(({ name: check, expected, actual, hint }) => ({
        message: `${check}: expected ${expected}, got ${actual}`,
        ...(hint === undefined ? {} : { hint }),
      })),
  ];
  const rest = reasons.length - 2;
  return html`<li>
    ${icon(state)}
    <div>
      <p>
        <a href="#${encodeURIComponent(idOf(name))}"><b>${title}</b></a> ${says === '' ? states[state].toLowerCase() : says}
      </p>
      ${reasons.slice(0, 2).map((reason) => html`<p>${noteText(reason)}</p>`)}${
        rest > 0 && html`<p class="rm">And ${count(rest, 'more reason')}.</p>`
      }${state === 'failing' && back !== null && html`<p class="bk1">Take the last run back: ${backText(back)}</p>`}
    </div>
  </li>`;
}
