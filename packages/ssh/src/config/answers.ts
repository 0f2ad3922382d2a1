import { matchesAny } from '../pattern.js';
import type { Statement } from './files.js';

/** What a config says of one name: by option in lower case, all the values that were given, the first one first. */
export type Answers = ReadonlyMap<string, readonly string[]>;

/** Options of which each value counts; of the others the first one does. */
const gathered = new Set(['identityfile']);

/** Either settles how a host is reached. */
const rivals: { readonly [option: string]: string } = { proxyjump: 'proxycommand', proxycommand: 'proxyjump' };

/**
 * As `ssh <name>` reads it: from the top, the first value wins, `Host` is compared with what is written and `Match host` with what
 * that stands for. A `Match` by anything that only a running ssh knows (exec, canonical, tagged …) does not match.
 */
export function answersFor(statements: readonly Statement[], name: string, localUser: string): Answers {
  const answers = new Map<string, string[]>();
  const hostName = (): string => (answers.get('hostname')?.[0] ?? name).replaceAll('%h', name);
  let last = false;
  let wantsLast = false;

  const criterion = (key: string, value: string): boolean | null => {
    const listed = (text: string): boolean => matchesAny(value.split(','), text);
    if (key === 'all') return true;
    if (key === 'final') return (wantsLast = true) && last;
    if (key === 'host') return listed(hostName());
    if (key === 'originalhost') return listed(name);
    if (key === 'user') return listed(answers.get('user')?.[0] ?? localUser);
    return key === 'localuser' ? listed(localUser) : null;
  };
  const matches = (words: readonly string[]): boolean => {
    for (let at = 0; at < words.length; at += 1) {
      const [, not, key = ''] = /^(!?)(.*)$/.exec((words[at] as string).toLowerCase()) ?? [];
      const alone = key === 'all' || key === 'final' || key === 'canonical';
      const found = criterion(key, alone ? '' : (words[(at += 1)] ?? ''));
      if (found === null || found === (not === '!')) return false;
    }
    return true;
  };
  const walk = (all: readonly Statement[]): void => {
    for (const statement of all) {
      if ('option' in statement) {
        const { option, words } = statement;
        const known = answers.get(option);
        if (words.length === 0 || answers.has(rivals[option] ?? '')) continue;
        if (!known) answers.set(option, [...words]);
        else if (gathered.has(option)) answers.set(option, [...new Set([...known, ...words])]);
      } else if (!('section' in statement)) walk(statement.statements);
      else if (statement.section === 'host' ? matchesAny(statement.words, last ? hostName() : name) : matches(statement.words))
        walk(statement.statements);
    }
  };
  walk(statements);
  last = true;
  if (wantsLast) walk(statements);
  return answers;
}
