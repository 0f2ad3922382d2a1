import { HlError } from '@hl/core';
import { parse } from 'yaml';

/** One entry of `spec: inputs` in a GitLab CI/CD component. */
export interface Input {
  readonly type?: 'string' | 'number' | 'boolean' | 'array';
  readonly description?: string;
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  readonly regex?: string;
}

export type Inputs = Readonly<Record<string, unknown>>;

/** The inputs that a component declares, and what follows its header. */
export function component(text: string): { readonly inputs: Readonly<Record<string, Input>>; readonly body: string } {
  const at = text.search(/^---$/m);
  const { spec } = parse(text.slice(0, Math.max(at, 0))) as { spec: { inputs: Record<string, Input> } };
  return { inputs: spec.inputs, body: text.slice(at + 4) };
}

/**
 * A component with its inputs filled in, as GitLab does it: in the text, ahead of reading it as YAML; a string as it is, all else as JSON.
 *
 * Source: https://docs.gitlab.com/ci/inputs/
 *
 * @throws HlError HL_INPUTS
 */
export function fillIn(text: string, given: Inputs): string {
  const { inputs, body } = component(text);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) throw wrong(`there is no input ${unknown}`, `There are: ${Object.keys(inputs).join(', ')}.`);
  const values = new Map(Object.entries(inputs).map(([name, input]) => [name, valueOf(name, input, given[name])]));
  return body.replace(/\$\[\[\s*inputs\.([\w-]+)\s*\]\]/g, (_, name: string) => {
    if (!values.has(name)) throw wrong(`the component uses an input that it does not declare: ${name}`, 'Take its file from a release.');
    const value = values.get(name);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function valueOf(name: string, { type = 'string', default: otherwise, options, regex }: Input, given: unknown): unknown {
  const value = given ?? otherwise;
  if (value === undefined) throw wrong(`the input ${name} is missing`, `Give it: it has no default.`);
  const is = Array.isArray(value) ? 'array' : typeof value;
  if (is !== type) throw wrong(`the input ${name} is a ${is}`, `It must be a ${type}.`);
  if (options !== undefined && ![value].flat().every((one) => options.includes(one)))
    throw wrong(`the input ${name} is ${JSON.stringify(value)}`, `It must be one of ${options.join(', ')}.`);
  if (regex !== undefined && !new RegExp(regex).test(value as string))
    throw wrong(`the input ${name} is ${JSON.stringify(value)}`, `It must match ${regex}.`);
  return value;
}

const wrong = (message: string, hint: string): HlError => new HlError('HL_INPUTS', message, { kind: 'input', hint });
