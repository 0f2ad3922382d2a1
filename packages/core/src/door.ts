import { HlError } from './error.js';

/** What `typeof` says; `list`: an array, `iterable`: whatever can be gone through, `bytes`: a Uint8Array. */
export type Kind = 'string' | 'number' | 'boolean' | 'function' | 'object' | 'list' | 'iterable' | 'bytes';

/** What a function asks for in one place: an argument, or a field of one. */
export interface Need {
  readonly name: string;
  /** Left out: anything will do. */
  readonly kinds?: readonly Kind[];
  readonly optional?: true;
  readonly nullable?: true;
  /** All further arguments. */
  readonly rest?: true;
  /** Of an object. */
  readonly fields?: readonly Need[];
}

/**
 * A function as those call it who have no compiler: what is missing or of another kind is told by name, before anything is done.
 * Made for every function of every package when it is packed, from its types (tools/pack/door.mjs).
 *
 * @param what e.g. `pihole of @hl/pihole`
 * @param promised whether it gives a promise, which is then what rejects
 */
export function checked<F extends (...args: never[]) => unknown>(what: string, needs: readonly Need[], promised: boolean, call: F): F {
  const door = (...args: never[]): unknown => {
    const problem = problemOf(what, needs, args);
    if (problem === null) return call(...args);
    if (promised) return Promise.reject(problem);
    throw problem;
  };
  return Object.defineProperty(door, 'name', { value: call.name }) as F;
}

function problemOf(what: string, needs: readonly Need[], args: readonly unknown[]): HlError | null {
  for (const [index, need] of needs.entries())
    for (const value of need.rest ? args.slice(index) : [args[index]]) {
      const lack = lackIn(need, value, need.name);
      if (lack !== null)
        return new HlError('HL_OPTIONS', `${what} needs ${lack}`, {
          kind: 'input',
          hint: `Its README and types say what ${need.name} is.`,
        });
    }
  return null;
}

const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);
function is(kind: Kind, value: unknown): boolean {
  if (kind === 'bytes') return value instanceof Uint8Array;
  return kind === 'iterable' ? typeof (value as Iterable<unknown>)[Symbol.iterator] === 'function' : kindOf(value) === kind;
}

function lackIn({ kinds, optional, nullable, fields = [] }: Need, value: unknown, path: string): string | null {
  if (value === undefined ? optional : value === null && nullable) return null;
  if (kinds === undefined) return value === undefined ? path : null;
  const wanted = `${path} (${kinds.join(' or ')})`;
  if (value === undefined || value === null) return fields.length === 0 ? wanted : (lackOf(fields, {}, path) ?? wanted);
  if (!kinds.some((kind) => is(kind, value))) return `${wanted}, not ${article(kindOf(value))}`;
  return kindOf(value) === 'object' ? lackOf(fields, value, path) : null;
}

function lackOf(fields: readonly Need[], value: object, path: string): string | null {
  for (const field of fields) {
    const lack = lackIn(field, (value as { readonly [name: string]: unknown })[field.name], `${path}.${field.name}`);
    if (lack !== null) return lack;
  }
  return null;
}
