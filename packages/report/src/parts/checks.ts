import type { CheckResult } from '@hl/core';
import { html, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { icon } from './icon.js';
import type { Room } from './room.js';

const looks = { pass: 'ok', fail: 'failing', skip: 'unknown' } as const;
const words = { pass: 'passed', fail: 'failed', skip: 'not made' };

/** What failed first, with all that was seen; then what passed. */
export function checksText(checks: readonly CheckResult[], { evidence }: Room): Html | false {
  if (checks.length === 0) return false;
  const failed = checks.filter(({ status }) => status === 'fail');
  const rest = checks.filter(({ status }) => status !== 'fail');
  const list = [...failed.map((check) => checkText(check)), ...(evidence ? rest.map((check) => checkText(check)) : [])];
  return html`<h4>Checks</h4>
    ${
      list.length > 0 &&
      html`<ul class="cks">
        ${list}
      </ul>`
    }${!evidence && rest.length > 0 && briefly(rest)}`;
}

/** By name, where there is no room for what each saw. */
function briefly(checks: readonly CheckResult[]): Html {
  const [passed, skipped] = (['pass', 'skip'] as const).map((wanted) =>
    checks.filter(({ status }) => status === wanted).map(({ name }) => name),
  );
  return html`${passed && passed.length > 0 && html`<p>${icon('ok')} ${count(passed.length, 'check')} passed: ${passed.join(', ')}</p>`}${
    skipped && skipped.length > 0 && html`<p>${icon('unknown')} Not made: ${skipped.join(', ')}</p>`
  }`;
}

function checkText({ name, status, expected, actual, attempts, ms, hint, evidence = {} }: CheckResult): Html {
  const seen = Object.entries(evidence);
  const result =
    status === 'fail'
      ? html`<span class="msg">expected ${expected}, got ${actual}</span>${hint && html`<span class="hint">${hint}</span>`}`
      : html`<span class="rm">${actual === '' ? words[status] : actual}</span>`;
  return html`<li>
    ${icon(looks[status])}<b>${name}</b><span class="v">${words[status]}</span>
    <div>
      ${result}${
        seen.length > 0 &&
        html`<dl class="ev">
          ${seen.map(
            ([key, value]) =>
              html`<dt>${key}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>`
      }
    </div>
    <span class="t">${attempts > 1 && html`${attempts} tries, `}${duration(ms)}</span>
  </li>`;
}
