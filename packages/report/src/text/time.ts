import { html, type Html } from '../html/html.js';

const iso = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(\.\d+)?)?Z$/;

/** In UTC, as it is written down; a script shows it in the reader's time. What is no time is shown as it is. */
export function timeOf(time: string): Html {
  const [, day, clock] = iso.exec(time) ?? [];
  return day === undefined ? html`${time}` : html`<time datetime="${time}">${day} ${clock} UTC</time>`;
}
