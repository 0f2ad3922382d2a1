const sets: { readonly [prefix: string]: (name: string) => string } = {
  si: (name) => `https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/${name}.svg`,
  di: (name) => `https://cdn.jsdelivr.net/gh/homarr-labs/dashboard-icons/svg/${name}.svg`,
  sh: (name) => `https://cdn.jsdelivr.net/gh/selfhst/icons/svg/${name}.svg`,
  mdi: (name) => `https://cdn.jsdelivr.net/npm/@mdi/svg@latest/svg/${name}.svg`,
};

/** An icon in Glance's spelling (`si:youtube`, or a URL) as the URL that Authentik stores; null: leave the icon alone. */
export function iconUrl(given: string | null): string | null {
  const icon = given?.trim() ?? '';
  if (/^https?:\/\//.test(icon)) return icon;
  const [, set = '', name = ''] = /^(?:auto-invert )?([a-z]+):([\w.-]+)$/.exec(icon) ?? [];
  return sets[set]?.(name.replace(/\.(svg|png)$/, '')) ?? null;
}
