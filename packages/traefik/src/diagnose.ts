import { parseDocument } from 'yaml';
import { problems } from './check.js';
import type { Files } from './directory.js';

/**
 * Why Traefik may have refused the directory: files that it would reject, as `grafana.yml: line 3: …`. One is enough to
 * stop all updates. A newer Traefik may know fields that we do not, so this explains a failure and never causes one.
 */
export function brokenFiles(files: Files): string[] {
  return [...files].flatMap(([file, text]) => {
    const why = /\.toml$/i.test(file) ? null : broken(text);
    return why === null ? [] : [`${file}: ${why}`];
  });
}

function broken(text: string): string | null {
  const template =
    /\{\{(?!-?\s*(\/\*|env\s|if\s|else|end|range\s|with\s|define\s|template\s|\$|"|`|\w+\s))/.exec(text) ??
    /\{\{-?\s*\w+\s*-?\}\}(?<!end\s*-?\}\})/.exec(text);
  if (template) return `line ${lineAt(text, template.index)}: "{{" is a template to Traefik, even in a comment`;
  if (text.includes('{{')) return null; // only Traefik can tell
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
