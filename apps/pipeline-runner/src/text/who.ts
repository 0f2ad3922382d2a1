import type { ErrorKind, HlError } from '@hl/core';

/** Who must act, in few words; the exit code says the same. */
const acts: Record<ErrorKind, string> = {
  input: 'yours to correct',
  conflict: 'somebody else holds it',
  refused: 'the system said no',
  unreachable: 'nobody answered, try again',
  bug: 'a bug of hl',
  superseded: 'a newer run has taken over',
};

export type Told = Pick<HlError, 'code' | 'kind' | 'message'> & { readonly hint?: string | undefined };

const who = ({ kind, code }: Told): string => `[${acts[kind]}: ${code}]`;

/** An error as every line shows it: what and where, who must act, by which code the reference has it; under it what to do next. */
export function told(error: Told): string {
  const [first = '', ...rest] = error.message.split('\n');
  return [`${first} ${who(error)}`, ...rest, ...(error.hint === undefined ? [] : [`  → ${error.hint}`])].join('\n');
}

/** The same in one line, without what to do: what is quoted under the first line, as far as its first. */
export function toldShort(error: Told): string {
  const [first = '', quoted = ''] = error.message.split('\n');
  return `${first.endsWith(':') ? `${first} ${quoted.trim()}` : first} ${who(error)}`;
}
