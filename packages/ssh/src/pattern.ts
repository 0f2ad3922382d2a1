const wildcards: { readonly [char: string]: string } = { '*': '.*', '?': '.' };

/** A pattern of OpenSSH (`*`, `?`), as known_hosts and ssh_config have them. */
export const glob = (pattern: string, flags = ''): RegExp =>
  new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\*?]/g, (char) => wildcards[char] ?? `\\${char}`)}$`, flags);

/** A list of patterns matches when one does and no negated one (`!`) does. */
export const matchesAny = (patterns: readonly string[], text: string): boolean =>
  !patterns.some((pattern) => pattern.startsWith('!') && glob(pattern.slice(1)).test(text)) &&
  patterns.some((pattern) => !pattern.startsWith('!') && glob(pattern).test(text));
