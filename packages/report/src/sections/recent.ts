import type { LedgerRun } from '@hl/core';
import type { ServiceFacts } from '../data.js';
import { html, link, type Html } from '../html/html.js';
import { count } from '../text/count.js';
import { timeOf } from '../text/time.js';
import { icon } from '../parts/icon.js';

const most = 15;

/** The last runs of the whole fleet, as the ledger remembers them. */
export function recentText(services: readonly ServiceFacts[]): Html | false {
  const lines = services.flatMap(({ name, history }) => history.map((run) => ({ name, run })));
  const runs = new Map<string, { run: LedgerRun; names: Set<string>; failed: Set<string> }>();
  for (const { name, run } of lines) {
    const key = run.pipelineUrl ?? `${run.commit} ${run.time}`;
    const found = runs.get(key) ?? { run, names: new Set(), failed: new Set() };
    found.names.add(name);
    if (!run.healthy) found.failed.add(name);
    runs.set(key, { ...found, run: run.time > found.run.time ? run : found.run });
  }
  if (runs.size === 0) return false;
  const newest = [...runs.values()].sort((a, b) => (a.run.time > b.run.time ? -1 : 1)).slice(0, most);
  return html`<section id="history" aria-labelledby="history-h">
    <h2 id="history-h">History <small>${runs.size > most ? `last ${most} runs` : count(runs.size, 'run')}</small></h2>
    <ol class="hs">
      ${newest.map(
        ({ run, names, failed }) =>
          html`<li>
            ${icon(failed.size > 0 ? 'failing' : 'ok')}${timeOf(run.time)}
            <span>${some([...names])}${failed.size > 0 && html`, <b>failed: ${some([...failed])}</b>`}</span>
            <code>${run.commit.slice(0, 8)}</code>${run.pipelineUrl !== null && html` ${link(run.pipelineUrl, 'pipeline')}`}
          </li>`,
      )}
    </ol>
  </section>`;
}

const some = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
