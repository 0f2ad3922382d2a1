/** Labels by the parts of their names, in lower case: `traefik.http.routers.A.rule=x` is `{ http: { routers: { a: { rule: 'x' } } } }`. */
export interface Tree {
  [key: string]: string | Tree;
}

/** Names of headers below such a map keep their case. */
const maps = /^custom(request|response)headers$|^sslproxyheaders$/;

export function plant(tree: Tree, path: readonly string[], value: string): void {
  const [written = '', ...rest] = path;
  const key = written.toLowerCase();
  const below = tree[key];
  if (rest.length === 0) return void (tree[key] = typeof below === 'object' ? below : value);
  const next = typeof below === 'object' ? below : {};
  tree[key] = next;
  if (maps.test(key)) next[rest.join('.')] = value;
  else plant(next, rest, value);
}

export const sub = (tree: Tree, ...path: readonly string[]): Tree =>
  path.reduce<Tree>((one, key) => (typeof one[key] === 'object' ? one[key] : {}), tree);

export const text = (tree: Tree, key: string): string | undefined => (typeof tree[key] === 'string' ? tree[key] : undefined);

export const listIn = (written: string | undefined): string[] => (written ?? '').split(/\s*,\s*/).filter(Boolean);
