import type { Errors } from './answers.js';

/** Checks and converts one value; an `Error` is the message of the 400. */
type Check = (value: unknown) => unknown;

export interface Field {
  readonly required?: boolean;
  readonly check: Check;
}

const no = (message: string): Error => new Error(message);

export const isUuid = (text: string): boolean => uuid.test(text);

const uuid = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

export function text({
  blank = true,
  max = Infinity,
  pattern,
  message = '',
}: { blank?: boolean; max?: number; pattern?: RegExp; message?: string } = {}): Check {
  return (value) => {
    if (value === null) return no('This field may not be null.');
    if (typeof value !== 'string' && typeof value !== 'number') return no('Not a valid string.');
    const trimmed = String(value).trim();
    if (trimmed.includes('\0')) return no('Null characters are not allowed.');
    if (trimmed === '') return blank ? trimmed : no('This field may not be blank.');
    if (trimmed.length > max) return no(`Ensure this field has no more than ${max} characters.`);
    return pattern && !pattern.test(trimmed) ? no(message) : trimmed;
  };
}

export const url = (blank: boolean): Check => text({ blank, pattern: /^https?:\/\/[^\s/?#]+([/?#]\S*)?$/i, message: 'Enter a valid URL.' });

/** Launch URLs may be of other schemes, and hold `%(username)s`. */
export const launchUrl: Check = text({ pattern: /^(https?|ssh|sftp|blank):\/\/\S+$/i, message: 'Enter a valid URL.' });

export const bool: Check = (value) =>
  typeof value === 'boolean' ? value : value === null ? no('This field may not be null.') : no('Must be a valid boolean.');

export const integer: Check = (value) =>
  Number.isInteger(Number(value)) && value !== null && value !== '' && typeof value !== 'boolean'
    ? Number(value)
    : no('A valid integer is required.');

export const choice =
  (...choices: readonly string[]): Check =>
  (value) =>
    choices.includes(String(value))
      ? value
      : value === null
        ? no('This field may not be null.')
        : no(`"${String(value)}" is not a valid choice.`);

/** A reference by uuid; `exists` tells whether it is there. */
export const reference =
  (exists: (pk: string) => boolean, nullable = false): Check =>
  (value) => {
    if (value === null) return nullable ? null : no('This field may not be null.');
    if (typeof value !== 'string' || !uuid.test(value)) return no(`“${String(value)}” is not a valid UUID.`);
    return exists(value) ? value : no(`Invalid pk "${value}" - object does not exist.`);
  };

/** A reference by number; numeric strings are fine. */
export const numeric =
  (exists: (pk: number) => boolean, nullable = false): Check =>
  (value) => {
    if (value === null) return nullable ? null : no('This field may not be null.');
    const pk = typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN;
    if (Number.isNaN(pk)) return no(`Incorrect type. Expected pk value, received ${typeof value === 'string' ? 'str' : typeof value}.`);
    return exists(pk) ? pk : no(`Invalid pk "${pk}" - object does not exist.`);
  };

export const list =
  (item: Check, empty = true): Check =>
  (value) => {
    if (value === null) return no('This field may not be null.');
    if (!Array.isArray(value))
      return no(
        `Expected a list of items but got type "${typeof value === 'number' ? 'int' : typeof value === 'string' ? 'str' : 'dict'}".`,
      );
    if (value.length === 0 && !empty) return no('This list may not be empty.');
    const checked = value.map(item);
    return checked.find((one) => one instanceof Error) ?? checked;
  };

/** Known fields of `body`, converted, and all complaints together. Unknown ones are ignored; `partial`: nothing is required. */
export function checkFields(
  body: Errors,
  fields: Readonly<Record<string, Field>>,
  partial: boolean,
): { readonly values: Record<string, unknown>; readonly errors: Record<string, string[]> } {
  const [values, errors]: [Record<string, unknown>, Record<string, string[]>] = [{}, {}];
  for (const [name, { required = false, check }] of Object.entries(fields)) {
    if (!(name in body)) {
      if (required && !partial) errors[name] = ['This field is required.'];
      continue;
    }
    const value = check(body[name]);
    if (value instanceof Error) errors[name] = [value.message];
    else values[name] = value;
  }
  return { values, errors };
}
