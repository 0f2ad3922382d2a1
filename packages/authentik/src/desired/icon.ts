/** Glance's icon sets, `*` for the name of the icon. */
const sets = new Map([
  ['si', 'https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/*.svg'],
  ['di', 'https://cdn.jsdelivr.net/gh/homarr-labs/dashboard-icons/svg/*.svg'],
  ['sh', 'https://cdn.jsdelivr.net/gh/selfhst/icons/svg/*.svg'],
  ['mdi', 'https://cdn.jsdelivr.net/npm/@mdi/svg@latest/svg/*.svg'],
]);

/** An icon in Glance's spelling (`si:youtube`, or a URL) as the URL that Authentik stores; null: leave the icon alone. */
export function iconUrl(given: string | null): string | null {
  const icon = given?.trim() ?? '';
  if (/^https?:\/\//.test(icon)) return icon;
  const [, set = '', name = ''] = /^(?:auto-invert )?([a-z]+):([\w.-]+)$/.exec(icon) ?? [];
  return sets.get(set)?.replace('*', name.replace(/\.(svg|png)$/, '')) ?? null;
}
