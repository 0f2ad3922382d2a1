/** What a template of Go is given here: an environment, and the functions that homelab files use. */
type Scope = { [name: string]: unknown };

type Node = string | { readonly action: string; readonly body: readonly Node[]; readonly otherwise: readonly Node[] };

/**
 * Every file of the provider is a Go template with sprig. Comments, variables, `env`, `range` over `until` and `list`, and `if` work here.
 *
 * @throws Error in the words of Go's template package
 */
export function render(text: string, file: string, environment: { readonly [name: string]: string } = {}): string {
  if (!text.includes('{{')) return text;
  const fail = (why: string): Error => new Error(`template: ${file}:1: ${why}`);
  const pieces = text.split(/(\{\{-?[^]*?-?\}\})/);
  if (pieces.some((piece, index) => index % 2 === 0 && piece.includes('{{'))) throw fail('unclosed action');
  let at = 0;
  const block = (inside: boolean): { body: Node[]; end: string } => {
    const body: Node[] = [];
    while (at < pieces.length) {
      const piece = pieces[at++] as string;
      if (at % 2 === 1) {
        body.push(piece);
        continue;
      }
      const action = piece.replace(/^\{\{-?\s*|\s*-?\}\}$/g, '');
      if (action === 'end' || action === 'else') {
        if (!inside) throw fail(`unexpected {{${action}}}`);
        return { body, end: action };
      }
      if (!/^(range|if|with)\b/.test(action)) {
        body.push({ action, body: [], otherwise: [] });
        continue;
      }
      const first = block(true);
      body.push({ action, body: first.body, otherwise: first.end === 'else' ? block(true).body : [] });
    }
    if (inside) throw fail('unexpected EOF');
    return { body, end: '' };
  };
  const write = (nodes: readonly Node[], scope: Scope): string =>
    nodes
      .map((node): string => {
        if (typeof node === 'string') return node;
        const [, keyword, names = '', expression = ''] =
          /^(range|if)\s+(?:(\$\w+(?:\s*,\s*\$\w+)?)\s*:=\s*)?([^]*)$/.exec(node.action) ?? [];
        if (keyword === 'if') return write(value(expression, scope) ? node.body : node.otherwise, scope);
        if (keyword === 'range') {
          const list = [value(expression, scope) ?? []].flat();
          const declared = names.split(/\s*,\s*/);
          const inner = (item: unknown, index: number): Scope => ({
            ...scope,
            '.': item,
            ...(names === '' ? {} : { [declared.at(-1) as string]: item }),
            ...(declared.length > 1 ? { [declared[0] as string]: index } : {}),
          });
          return list.length === 0
            ? write(node.otherwise, scope)
            : list.map((item, index) => write(node.body, inner(item, index))).join('');
        }
        const [, name, assigned] = /^(\$\w+)\s*:?=\s*([^]*)$/.exec(node.action) ?? [];
        if (name !== undefined) {
          scope[name] = value(assigned as string, scope);
          return '';
        }
        return String(value(node.action, scope) ?? '');
      })
      .join('');
  const value = (expression: string, scope: Scope): unknown => {
    const text = expression.trim();
    if (/^\/\*[^]*\*\/$/.test(text)) return '';
    const words = text.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s"`]+/g) ?? [];
    const [first = '', ...rest] = words;
    const args = rest.map((word) => value(word, scope));
    if (/^"/.test(first)) return JSON.parse(first);
    if (/^`/.test(first)) return first.slice(1, -1);
    if (/^-?\d+$/.test(first)) return Number(first);
    if (first === '.' || first.startsWith('$')) {
      if (first !== '.' && !(first in scope)) throw fail(`undefined variable ${JSON.stringify(first)}`);
      return scope[first];
    }
    switch (first) {
      case 'env':
        return environment[String(args[0])] ?? '';
      case 'until':
        return Array.from({ length: Number(args[0]) }, (_, index) => index);
      case 'list':
        return args;
      case 'printf':
        return args.slice(1).reduce<string>((done, one) => done.replace(/%[sdv]/, String(one)), String(args[0]));
      case 'true':
      case 'false':
        return first === 'true';
      default:
        throw /^[a-zA-Z]\w*$/.test(first)
          ? fail(`function ${JSON.stringify(first)} not defined`)
          : fail(`unexpected ${JSON.stringify(first)} in command`);
    }
  };
  return write(block(false).body, {});
}
