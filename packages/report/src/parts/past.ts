import type { LedgerRun } from '@hl/core';
import type { ServiceFacts } from '../data.js';
import { html, link, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { timeOf } from '../text/time.js';
import { backText, briefBackText } from './back.js';
import { icon } from './icon.js';
import type { Room } from './room.js';

const words: Record<LedgerRun['action'], string> = {
  add: 'added',
  modify: 'changed',
  delete: 'removed',
  rollback: 'rolled back',
  adopt: 'taken over',
};

/** What was done to a service, and the ways back. */
export function pastText(service: ServiceFacts, { lines }: Room): Html {
  const { history, name } = service;
  const rest = history.length - lines;
  return html`${backList(service, lines)}${
    history.length > 0 &&
    html`<h4>History</h4>
      <ol class="hs">
        ${history.slice(0, lines).map(lineText)}${
          rest > 0 && html`<li class="rm">${count(rest, lines > 0 ? 'older run' : 'run')}: <code>hl history ${name}</code></li>`
        }
      </ol>`
  }`;
}

function backList({ revisions, back, name }: ServiceFacts, lines: number): Html | false {
  const kept = revisions ?? [];
  if (back === null && kept.length === 0) return false;
  const rest = kept.length - lines;
  return html`<h4>Go back</h4>
    <ul class="bk">
      ${
        back &&
        html`<li>
          <span>The last run, in every system</span>
          <div>${backText(back)}</div>
        </li>`
      }${kept.slice(0, lines).map(
        ({ number, time, commit, back: way }) =>
          html`<li>
            <span
              >Revision
              ${number}${time !== null && html` of ${timeOf(time)}`}${commit !== null && html`, <code>${commit.slice(0, 8)}</code>`}</span
            >
            <div>${back === null ? backText(way) : briefBackText(way)}</div>
          </li>`,
      )}${
        rest > 0 &&
        html`<li>
          <span>${count(rest, lines > 0 ? 'older revision' : 'revision')}</span>
          <div><code>hl rollback --list ${name}</code></div>
        </li>`
      }
    </ul>`;
}

const lineText = ({ time, commit, action, healthy, pipelineUrl, by, revision }: LedgerRun): Html =>
  html`<li>
    ${icon(healthy ? 'ok' : 'failing')}${timeOf(time)}
    <span
      >${words[action]}${healthy ? '' : ', failed'}${by !== undefined && html` by ${by}`}${revision !== undefined && html`, revision ${revision}`}</span
    >
    <code>${commit.slice(0, 8)}</code>${pipelineUrl !== null && html` ${link(pipelineUrl, 'pipeline')}`}
  </li>`;
