import { didYouMean } from '@hl/compose/nearest';

/** A value in a message: texts as they are, the rest as JSON, both cut to a readable length. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ') : (JSON.stringify(value) ?? String(value));
  return text === '' ? "''" : text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** `x is not one of ['a', 'b']`, with what was probably meant. */
export function notOneOf(value: string, allowed: readonly string[], otherwise?: string) {
  const list = allowed.map((name) => `'${name}'`).join(', ');
  const message = allowed.length === 0 ? `there is no ${show(value)}` : `${show(value)} is not one of [${list}]`;
  return { rule: 'enum', message, hint: didYouMean(value, allowed) ?? otherwise };
}
