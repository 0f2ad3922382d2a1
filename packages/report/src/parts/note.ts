import type { Note } from '../data.js';
import { html, type Html } from '../html/html.js';

/** What happened, and what to do next. */
export const noteText = ({ message, hint }: Note): Html =>
  html`<span class="msg">${message}</span>${hint && html`<span class="hint">${hint}</span>`}`;
