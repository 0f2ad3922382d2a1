import { parseDocument } from 'yaml';
import { problems } from './check.js';
import type { Files } from './directory.js';

/**
 * Why Traefik may have refused the directory: files that it would reject, as `grafana.yml: line 3: …`. One is enough to
 * stop all updates. A newer Traefik may know fields that we do not, so this explains a failure and never causes one.
 */
export function brokenFiles(files: Files): string[] {
  return [...files].flatMap(([file, text]) => {
    const why = text === null ? 'it cannot be read' : /\.toml$/i.test(file) ? null : broken(text);
    return why === null ? [] : [`${file}: ${why}`];
  });
}

/** Words that stand alone in a Go template with sprig, and mean something. */
const words = new Set(['end', 'else', 'break', 'continue', 'now', 'uuidv4', 'nil', 'true', 'false']);

function broken(text: string): string | null {
  if (text.includes('{{')) {
    const bare = [...text.matchAll(/\{\{-?\s*([a-zA-Z]\w*)\s*-?\}\}/g)].find(([, word = '']) => !words.has(word));
    const open = /\{\{(?![^]*?\}\})/.exec(text);
    const found = bare ?? open;
    // what else is in a template, only Traefik can tell
    return found ? `line ${lineAt(text, found.index)}: "{{" is a template to Traefik, even in a comment` : null;
  }
  const document = parseDocument(text, { merge: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) return `line ${lineAt(text, error.pos[0])}: ${error.message.split('\n')[0]?.replace(/ at line.*$/, '')}`;
  try {
    return problems(document.toJS({ maxAliasCount: 1000 }))[0] ?? null;
  } catch (cause) {
    return (cause as Error).message;
  }
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
