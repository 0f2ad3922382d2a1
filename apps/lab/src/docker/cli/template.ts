type Node =
  | string
  | { readonly value: string }
  | { readonly block: 'if' | 'range'; readonly value: string; readonly then: Node[]; readonly otherwise: Node[] };

/**
 * The part of Go's text/template that `--format` is used with: fields, `index`, `json`, `Label`, `if`, `else`, `range`, `len`.
 *
 * @throws Error with the template package's words for anything else
 */
export function format(template: string, value: unknown): string {
  const tokens = template.split(/(\{\{.*?\}\})/s).filter((token) => token !== '');
  const [nodes] = parse(tokens, 0);
  return render(nodes, value);
}

function parse(tokens: readonly string[], from: number): [Node[], number, string] {
  const nodes: Node[] = [];
  for (let index = from; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    if (!token.startsWith('{{')) {
      nodes.push(token);
      continue;
    }
    const text = token
      .slice(2, -2)
      .replace(/^- | -$/g, '')
      .trim();
    if (text === 'end' || text === 'else') return [nodes, index, text];
    const block = /^(if|range)\s+(.*)$/s.exec(text);
    if (!block) {
      nodes.push({ value: text });
      continue;
    }
    const [then, middle, why] = parse(tokens, index + 1);
    const [otherwise, end] = why === 'else' ? parse(tokens, middle + 1) : [[], middle];
    nodes.push({ block: block[1] as 'if' | 'range', value: block[2] ?? '', then, otherwise });
    index = end;
  }
  return [nodes, tokens.length, ''];
}

const render = (nodes: readonly Node[], value: unknown): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const found = evaluate(node.value, value);
      if (!('block' in node)) return print(found);
      if (node.block === 'if') return render(truthy(found) ? node.then : node.otherwise, value);
      const items = Array.isArray(found) ? found : Object.values((found ?? {}) as object);
      return items.length === 0 ? render(node.otherwise, value) : items.map((item) => render(node.then, item)).join('');
    })
    .join('');

const truthy = (value: unknown): boolean =>
  !(
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );

const print = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? Array.isArray(value)
        ? `[${value.map(print).join(' ')}]`
        : `map[${Object.entries(value)
            .map(([key, item]) => `${key}:${print(item)}`)
            .join(' ')}]`
      : String(value);

function evaluate(expression: string, value: unknown): unknown {
  const words = expression.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\S+/g) ?? [];
  const [first = '', ...rest] = words;
  if (first === 'json') return JSON.stringify(evaluate(rest.join(' '), value));
  if (first === 'len') return Object.keys((evaluate(rest.join(' '), value) ?? {}) as object).length;
  if (first === 'index')
    return rest.slice(1).reduce<unknown>((found, key) => property(found, literal(key)), evaluate(rest[0] ?? '', value));
  if (first === '.Label') return property(property(value, 'labels'), literal(rest[0] ?? ''));
  if (first === '.') return value;
  if (/^(\.\w+)+$/.test(first) && rest.length === 0) return first.slice(1).split('.').reduce(property, value);
  throw new Error(`template parsing error: template: :1: function "${first}" not defined`);
}

const literal = (word: string): string => (/^["`]/.test(word) ? word.slice(1, -1) : word);

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
