import { isMap, isNode, isScalar, isSeq, visit, type Scalar, type YAMLMap } from 'yaml';
import type { ComposeDocument } from './document.js';
import { entriesOf } from './entries.js';
import { hasVariable, literal } from './interpolate.js';
import { isSecret, type Secrets } from './secrets.js';

/** Every text below a node that is not a key. */
export function eachText(root: unknown, change: (scalar: Scalar<string>) => void): void {
  const one = (place: unknown, node: Scalar): void =>
    place !== 'key' && typeof node.value === 'string' ? change(node as Scalar<string>) : undefined;
  if (isNode(root)) visit(root, { Scalar: one });
}

/** @param name what the value would be called @param set puts a text in its place */
type Hide = (name: string, value: string, at: unknown, set: (text: string) => void) => void;

/** Puts `${NAME}` in the place of secrets that are written out. */
export function hideSecrets(key: string, container: YAMLMap, secrets: Secrets): void {
  const hide: Hide = (name, written, at, set) => {
    const value = literal(written);
    if (!hasVariable(written) && isSecret(name, value)) set(`\${${secrets.claim(name, key, { value, variable: null }, at)}}`);
  };
  for (const { name, value, at, set } of entriesOf(container, 'environment')) hide(name, value ?? '', at, set);
  for (const { name, value, at, set } of entriesOf(container, 'labels'))
    if (isSecret(name.split('.').at(-1) ?? '', literal(value ?? '')))
      hide(wordOf(name.split('.').slice(-2).join('_')), value ?? '', at, set);
  for (const part of ['command', 'entrypoint']) hideInWords(container.get(part, true), hide);
}

const wordOf = (flag: string): string => flag.replace(/^-+/, '').replace(/\W+/g, '_').toUpperCase();

/** `--requirepass x`, `--token=x`, in one text or as words of a list. */
function hideInWords(written: unknown, hide: Hide): void {
  const words = isSeq(written) ? written.items.filter(isScalar) : isScalar(written) ? [written] : [];
  for (const [index, word] of words.entries()) {
    const before = index > 0 ? String(words[index - 1]?.value) : '';
    if (/^--?[A-Za-z][\w.-]*$/.test(before) && !String(word.value).startsWith('-'))
      hide(wordOf(before), String(word.value), word, (text) => (word.value = text));
    hideParts(word, /(--?[A-Za-z][\w.-]*)[= ]+(["']?)([^\s"']+)\2/g, hide);
  }
}

/** @param parts its groups are a name, a quote and a value */
function hideParts(scalar: Scalar, parts: RegExp, hide: Hide): void {
  for (const [whole, name = '', quote = '', value = ''] of String(scalar.value).matchAll(parts))
    hide(wordOf(name), value, scalar, (text) => {
      scalar.value = String(scalar.value).replace(whole, () => whole.replace(quote + value, () => quote + text));
    });
}

/** Passwords among the options of a volume: `o: username=x,password=y`. */
export function hideInDrivers(document: ComposeDocument, secrets: Secrets): void {
  const volumes = document.get('volumes');
  for (const { key, value: volume } of isMap(volumes) ? volumes.items : []) {
    const hide: Hide = (_, value, at, set) => {
      const from = { value: literal(value), variable: null };
      if (!hasVariable(value)) set(`\${${secrets.claim(`${wordOf(String(key))}_PASSWORD`, String(key), from, at)}}`);
    };
    eachText(isMap(volume) ? volume.get('driver_opts') : null, (scalar) => hideParts(scalar, /(?:^|,)(pass(?:word)?)=()([^,]+)/g, hide));
  }
}

/** Values of secrets that stand somewhere else as well: in a command, in a URL. A secret that is also part of a name is hidden in a URL only. */
export function hideKnown(root: YAMLMap, { list }: Secrets, names: string): void {
  const known = list.flatMap(({ name, value }) => {
    if (value === null || value.length < 6) return [];
    const text = value.replaceAll('$', '$$$$').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return [[new RegExp(names.includes(value) ? `(?<=:)${text}(?=@)` : `(?<!\\w)${text}(?!\\w)`, 'g'), name] as const];
  });
  visit(root, {
    Pair: (_, { key, value }) => (nameKeys.test(String(key)) && !isMap(value) ? visit.SKIP : undefined),
    Scalar(place, node) {
      if (place === 'key' || typeof node.value !== 'string') return;
      for (const [value, name] of known) node.value = (node.value as string).replace(value, () => `\${${name}}`);
    },
  });
}

const nameKeys = /^(image|container_name|hostname|volumes|networks|network_mode|depends_on|user|name|file)$/;

/** What things are called in a compose file, and databases and users in it: words that are no secret although a password may be the same. */
export function namesIn(document: ComposeDocument): string {
  const names: string[] = [];
  const text = (node: unknown): void => eachText(node, ({ value }) => names.push(value));
  visit(document.contents, {
    Pair: (_, { key, value }) => {
      const name = String(key);
      names.push(name);
      if (nameKeys.test(name) || namesSomething.test(name)) text(value);
    },
    Scalar: (place, { value }) => {
      const [, name = '', named = ''] = (place !== 'key' && /^(\w+)=(.*)$/s.exec(String(value))) || [];
      if (namesSomething.test(name)) names.push(named);
    },
  });
  return names.join('\n');
}

const namesSomething = /(^|_)(DB|DATABASE|USER|USERNAME|LOGIN|SCHEMA|NAME|HOST)$/i;
