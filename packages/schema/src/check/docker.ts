const domainPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
const name = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
/** Source: the grammar in github.com/distribution/reference/reference.go */
const reference = new RegExp(`^(?:${domain}/)?(${name}(?:/${name})*)(?::\\w[\\w.-]{0,127})?(?:@${digest})?$`);

const takes = (image: string): boolean => {
  const [whole, path = ''] = reference.exec(image) ?? [];
  return whole !== undefined && path.length <= 255 && path !== 'scratch';
};

/** The way to write an image that Docker refuses; null when it takes it. */
export function imageFix(image: string): string | null {
  if (takes(image)) return null;
  const [, registry = '', path = '', rest = ''] = /^([^/]*[.:][^/]*\/)?([^:@]*)(.*)$/s.exec(image) ?? [];
  const lower = registry + path.toLowerCase() + rest;
  return takes(lower) ? `Write ${lower}: the name is in lower case.` : 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.';
}
