import type { ChangeFacts } from '../data.js';
import { html, type Html } from '../html/html.js';
import { differencesOf, valueText, type Difference } from '../text/difference.js';
import { duration } from '../text/duration.js';
import { lineDifference, type Line } from '../text/lines.js';
import { icon, stateOf } from './icon.js';
import { noteText } from './note.js';

const words = { applied: 'done', unchanged: 'was so already', failed: 'failed', deferred: 'waits', conflict: 'held by somebody else' };

const signOf = ({ before, after }: ChangeFacts): 'create' | 'remove' | 'change' =>
  before === null ? 'create' : after === null ? 'remove' : 'change';

/** A change with all that differs, before and after. */
export function changeText(change: ChangeFacts): Html {
  const { system, key, before, after, status, ms, error, notes = [], remark } = change;
  const kind = signOf(change);
  return html`<div class="chg">
    <p class="ch">
      <span class="k ${kind}">${kind}</span> <b>${system}</b> <span class="key">${key}</span> ${
        status && html`<span class="st">${icon(stateOf(status))}${words[status]}${ms !== undefined && html` · ${duration(ms)}`}</span>`
      }${remark && html` <span class="rm">${remark}</span>`}
    </p>
    ${error && html`<p>${noteText(error)}</p>`}${notes.map(
      (note) => html`<p class="msg">${note}</p>`,
    )}${fieldsText(differencesOf(before, after), kind)}
  </div>`;
}

function fieldsText(differences: readonly Difference[], kind: string): Html | false {
  if (differences.length === 0) return false;
  const list = html`<dl class="df">
    ${differences.map(
      ({ path, before, after }) =>
        html`<dt>${path}</dt>
          <dd>${pairText(before, after)}</dd>`,
    )}
  </dl>`;
  // What comes or goes as a whole is known by its name.
  return kind === 'change'
    ? list
    : html`<details class="w">
        <summary>${kind === 'create' ? 'What it is' : 'What it was'}</summary>
        ${list}
      </details>`;
}

function pairText(before: unknown, after: unknown): Html {
  if (isLong(before) || isLong(after)) return linesText(typeof before === 'string' ? before : '', typeof after === 'string' ? after : '');
  return html`${before !== undefined && html`<del>${valueText(before)}</del>`}${
    before !== undefined && after !== undefined && html` <span aria-hidden="true">→</span> `
  }${after !== undefined && html`<ins>${valueText(after)}</ins>`}`;
}

const isLong = (value: unknown): value is string => typeof value === 'string' && value.includes('\n');

const linesText = (before: string, after: string): Html =>
  html`<div class="code" tabindex="0">
    ${before === '' || after === '' ? html`<span>${before}${after}</span>` : lineDifference(before, after).map(lineText)}
  </div>`;

function lineText({ sign, text }: Line): Html {
  if (sign === '+') return html`<ins>+ ${text}</ins>`;
  return sign === '-' ? html`<del>- ${text}</del>` : html`<span>${sign} ${text}</span>`;
}
