import { problems } from './check.js';
import type { Files } from './directory.js';
import { firstDocument } from './document.js';

interface Fault {
  readonly why: string;
  /** Every Traefik rejects it. A newer one may know fields, and read YAML, that we do not: the rest only explains what failed. */
  readonly sure: boolean;
}

/** Files that Traefik would reject, as `grafana.yml: line 3: …`. One is enough to stop all updates of the directory. */
export function brokenFiles(files: Files, only: 'sure' | 'likely' = 'likely'): string[] {
  return [...files].flatMap(([file, text]) => {
    const fault = text === null ? { why: 'it cannot be read', sure: false } : /\.toml$/i.test(file) ? null : broken(text);
    return fault === null || (only === 'sure' && !fault.sure) ? [] : [`${file}: ${fault.why}`];
  });
}

/** Words that stand alone in a Go template with sprig, and mean something. */
const words = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'nil', 'true', 'false']);

function broken(text: string): Fault | null {
  if (text.includes('{{')) {
    const bare = [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)\s*-?\}\}/g)].find(([, word = '']) => !words.has(word));
    const open = /\{\{(?![^]*?\}\})/.exec(text);
    const found = bare ?? open;
    // what else is in a template, only Traefik can tell
    return found && { why: `line ${lineAt(text, found.index)}: "{{" is a template to Traefik, even in a comment`, sure: false };
  }
  const document = firstDocument(text);
  const [error] = document.errors;
  if (error) {
    const why = `line ${lineAt(text, error.pos[0])}: ${error.message.split('\n')[0]?.replace(/ at line.*$/, '')}`;
    return { why, sure: error.code === 'DUPLICATE_KEY' };
  }
  try {
    const [why] = problems(document.toJS({ maxAliasCount: 1000 }));
    // no value instead of {} is passed over by some versions
    return why === undefined ? null : { why, sure: /^((http|tcp|udp)(\.\w+)?: an empty map|the root is not a map)$/i.test(why) };
  } catch (cause) {
    return { why: (cause as Error).message, sure: false };
  }
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
