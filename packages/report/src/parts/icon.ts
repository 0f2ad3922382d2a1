import type { Outcome } from '@hl/core';
import type { State } from '../data.js';
import { Html, html } from '../html/html.js';

/** Drawn once, used by name. Each differs by its shape, so that none is told by its colour. */
const shapes = {
  ok: '<circle cx="8" cy="8" r="7"/><path d="M4.8 8.2l2.2 2.2 4.2-4.6"/>',
  failing: '<path class="f" d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"/>',
  waiting: '<circle cx="8" cy="8" r="7"/><path d="M8 4.2V8l2.6 1.8"/>',
  back: '<path class="f" d="M8 1l7 13H1z"/><path d="M8 5.6v4M8 11.6v.6"/>',
  absent: '<circle cx="8" cy="8" r="6.4" stroke-dasharray="2.6 2"/>',
  unknown: '<circle cx="8" cy="8" r="7"/><path d="M6 6.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M8 11.4v.4"/>',
} satisfies Record<State, string>;

export const sprite = new Html(
  `<svg width="0" height="0" aria-hidden="true">${Object.entries(shapes)
    .map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
);

/** Beside a text that says the same. */
export const icon = (state: State): Html => html`<svg class="i ${state}" aria-hidden="true"><use href="#i-${state}" /></svg>`;

/** The state that an outcome looks like. */
export const stateOf = (status: Outcome['status'] | undefined): State =>
  status === undefined ? 'absent' : status === 'failed' || status === 'conflict' ? 'failing' : status === 'deferred' ? 'waiting' : 'ok';
