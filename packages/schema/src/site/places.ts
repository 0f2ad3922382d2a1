import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { straight } from '../names.js';

/** Without the slashes at its end. */
export function url(text: string, field: Field): string {
  const hint = 'Write http:// or https://, a host, and a port when it is not the usual one.';
  if (!URL.canParse(text)) field.error('url', `${show(text)} is not a URL`, hint);
  return text.replace(/\/+$/, '');
}

/** Absolute, and below the top level: it is written to. */
export function directory(text: string, field: Field): string {
  const plain = text.replace(/\/+$/, '');
  if (!straight(plain)) field.error('path', `${show(text)} is not a plain path`, 'Write it without . and .. parts.');
  return plain;
}
