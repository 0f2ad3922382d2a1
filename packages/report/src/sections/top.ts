import type { ReportData } from '../data.js';
import { html, link, type Html } from '../html/html.js';
import { icon } from '../parts/icon.js';
import { count } from '../text/count.js';
import { wantsSomebody } from '../text/state.js';
import { timeOf } from '../text/time.js';

/** In one sentence: does anybody have to do anything? */
export function verdict({ services, run }: Pick<ReportData, 'services' | 'run'>): {
  readonly state: 'ok' | 'failing' | 'waiting';
  readonly text: string;
} {
  const bad = services.filter(({ state }) => wantsSomebody(state));
  const stopped = run?.stages.find(({ state, error }) => state === 'failing' && error !== undefined);
  if (bad.length > 0)
    return {
      state: bad.every(({ state }) => state === 'waiting') ? 'waiting' : 'failing',
      text: `${bad.length.toLocaleString('en-US')} of ${count(services.length, 'service')} ${bad.length === 1 ? 'needs' : 'need'} you`,
    };
  if (stopped) return { state: 'failing', text: `${stopped.name} failed` };
  if (services.length === 0) return { state: 'ok', text: 'No service yet' };
  const seen = services.filter(({ state }) => state === 'ok').length;
  if (seen === services.length)
    return {
      state: 'ok',
      text: services.length === 1 ? 'One service, healthy' : `All ${services.length.toLocaleString('en-US')} services healthy`,
    };
  return { state: seen === 0 ? 'waiting' : 'ok', text: `${seen.toLocaleString('en-US')} of ${count(services.length, 'service')} healthy` };
}

export function topText(data: ReportData): Html {
  const { name, made, run } = data;
  const { state, text } = verdict(data);
  return html`<header id="top">
    <div class="id">
      <p class="site">${name}</p>
      <button type="button" id="theme" hidden>Theme: <span>system</span></button>
    </div>
    <h1>${icon(state)}${text}</h1>
    <dl class="fx">
      ${
        run &&
        html`<div>
            <dt>Run</dt>
            <dd>${run.pipelineUrl === undefined ? run.id : link(run.pipelineUrl, run.id)}</dd>
          </div>
          <div>
            <dt>Commit</dt>
            <dd><code>${run.commit.slice(0, 8)}</code>${run.title !== undefined && html` ${run.title}`}</dd>
          </div>
          ${
            run.branch !== undefined &&
            html`<div>
              <dt>Branch</dt>
              <dd>${run.branch}</dd>
            </div>`
          }`
      }
      <div>
        <dt>Made</dt>
        <dd>${timeOf(made)}</dd>
      </div>
    </dl>
    <p id="live" role="status" hidden></p>
  </header>`;
}
