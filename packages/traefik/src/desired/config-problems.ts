import { canonicalConfig, configProblems } from '@hl/schema/traefik';
import type { ConfigProblem } from '@hl/schema/traefik';

/** Something for which Traefik rejects a file. */
export interface Problem {
  readonly at: ConfigProblem['at'];
  /** With the place, e.g. `http.routers: an empty map`. */
  readonly text: string;
  /** No version takes it: it has nothing to do with which fields are known. */
  readonly everyVersion: boolean;
}

/** Why Traefik would reject a file with this content; none: it takes it. One such file takes down the updates of the whole directory. */
export const problemsOf = (file: unknown): Problem[] =>
  configProblems(canonicalConfig(file)).map((problem) => {
    const { at, kind, value } = problem;
    const place = at.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
    // `http.routers` and what is around it; some versions pass over what has no value instead of {}
    const outer = at.length < 3 && at[0] !== 'tls' && value !== null && kind !== 'unknown';
    return {
      at: kind === 'unknown' ? [...at, String(value)] : at,
      text: at.length === 0 ? 'the root is not a map' : `${place}: ${wording(problem)}`,
      everyVersion: outer,
    };
  });

function wording({ kind, value, expected }: ConfigProblem): string {
  if (kind === 'empty') return value === null ? 'an empty map (no value)' : 'an empty map';
  if (kind === 'unknown') return `unknown field ${String(value)}`;
  switch (expected) {
    case 'object':
      return 'not a map';
    case 'integer':
      return `${JSON.stringify(value)} is not a whole number`;
    case 'boolean':
      return `${JSON.stringify(value)} is not true or false`;
    default:
      return typeof value === 'string' ? `${JSON.stringify(value)} is not a duration` : 'not a text';
  }
}
