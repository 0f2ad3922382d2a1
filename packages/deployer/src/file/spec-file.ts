import { effective, fileFrom, interpolate, mapOf, mapTexts, merge, type ComposeFile, type JsonMap, type Place } from '@hl/compose';
import type { ComposeSpec } from '../spec.js';

type Files = Pick<ComposeSpec, 'compose' | 'overlay'> & Partial<Pick<ComposeSpec, 'variables' | 'secrets' | 'secretsFile'>>;

const files = new WeakMap<object, ComposeFile>();

/** What compose makes of the files of a spec, read once; in a file of the service's own with its plain values and defaults. */
export function fileOf(spec: Files): ComposeFile {
  const known = files.get(spec) ?? filled(writtenIn(spec), spec);
  files.set(spec, known);
  return known;
}

/** Of a spec whose compose.yml was just made from `top`: reading its text gives the same. */
export const madeFrom = (spec: Files, top: JsonMap): void => void files.set(spec, fileFrom(merge({}, top)));

/** The same with variables as they are written. */
export const writtenIn = ({ compose, overlay = '' }: Files): ComposeFile => effective(compose, overlay);

function filled(file: ComposeFile, { overlay, variables = {}, secrets = {}, secretsFile = null }: Files): ComposeFile {
  if (overlay === undefined) return file;
  const valueOf = ({ name, sign, colon, rest, whole }: Place): string => {
    const value = variables[name];
    // What only a secret tells stays a variable.
    if (Object.hasOwn(secrets, name) || (value === undefined && secretsFile !== null)) return whole;
    const empty = value === undefined || (colon && value === '');
    if (sign === '+' ? !empty : sign === '-' && empty) return interpolate(rest, valueOf);
    return sign === '+' ? '' : (value ?? whole);
  };
  return fileFrom(mapOf(mapTexts(file.top, (text) => interpolate(text, valueOf))));
}
