/** Maps of a container whose keys are names. */
const named = new Set(['networks', 'ulimits', 'volumes']);

/** The path with `*` for names that somebody gave: `services.*.networks.*.aliases`. */
export const patternOf = (path: readonly string[]): string =>
  path.map((key, index) => (index === 1 || (index === 3 && path[0] === 'services' && named.has(path[2] ?? '')) ? '*' : key)).join('.');
