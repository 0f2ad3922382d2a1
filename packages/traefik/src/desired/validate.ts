import { HlError, isRecord } from '@hl/core';
import { canonicalConfig, configProblems, goExpressionProblem, problemOfRule } from '@hl/schema/traefik';
import { definitionsIn, onlyConfig, type Definition, type RouteConfig } from './spec.js';

/**
 * The strict check of what we write: all that Traefik would reject, and what it takes but disables.
 *
 * @throws HlError HL_TRAEFIK_ROUTE (input) naming the service and every problem
 */
export function validate(key: string, spec: Partial<RouteConfig>): void {
  const config = onlyConfig(spec);
  const definitions = definitionsIn(config);
  const found = [
    when(!/^[a-z0-9][a-z0-9-]*$/.test(key), `${JSON.stringify(key)} cannot be the name of a route`),
    when(definitions.length === 0, 'there is nothing in it'),
    configProblems(canonicalConfig(config)).map(({ message }) => message),
    definitions.flatMap(problemsOfDefinition),
    textsIn(config).flatMap(problemsOfText),
  ].flat();
  if (found.length === 0) return;
  throw new HlError('HL_TRAEFIK_ROUTE', `the route of ${key} would not work: ${[...new Set(found)].join('; ')}`, {
    kind: 'input',
    hint: 'Correct the traefik section of the service file (or hl.yml); nothing was written.',
  });
}

const when = (wrong: boolean, problem: string): string[] => (wrong ? [problem] : []);

function problemsOfDefinition({ section, kind, name, fields }: Definition): string[] {
  const { headers, rule = '', tls, service } = fields;
  const { rootCAs } = kind === 'serversTransports' && isRecord(tls) ? tls : fields;
  const isRouter = kind === 'routers';
  const problem = isRouter && (section === 'http' || section === 'tcp') ? problemOfRule(String(rule), section) : null;
  const nameless = isRouter && section === 'tcp' && !tls && /HostSNI(Regexp)?\((?!.\*)/i.test(String(rule));
  return [
    when(/[@\s{}`]/.test(name), 'not a name'),
    isRecord(headers) ? problemsOfHeaders(headers) : [],
    when(problem !== null, `rule ${String(rule)}: ${problem?.message} (${problem?.hint})`),
    when(nameless, `rule ${String(rule)}: names need TLS`),
    when(isRouter && !service, 'no service'),
    when(Array.isArray(rootCAs) && rootCAs.length === 0, 'the text of its authority holds no certificate (PEM)'),
  ]
    .flat()
    .map((one) => `${section}.${kind}.${name}: ${one}`);
}

function problemsOfHeaders(headers: { readonly [field: string]: unknown }): string[] {
  const patterns = [headers['accessControlAllowOriginListRegex'] ?? []].flat().map(String);
  return [
    when(Object.values(headers).every(isZero), 'headers: no value that has an effect'),
    patterns.flatMap((pattern) => {
      const problem = goExpressionProblem(pattern);
      return when(problem !== null, `headers.accessControlAllowOriginListRegex: ${pattern} is no pattern: ${problem}`);
    }),
    Object.entries(headers).flatMap(([field, values]) =>
      Object.keys(isRecord(values) ? values : {})
        .filter((header) => !/^[\w!#$%&'*+.^`|~-]+$/.test(header))
        .map((header) => `headers.${field}: ${JSON.stringify(header)} is not the name of a header`),
    ),
  ].flat();
}

function problemsOfText(text: string): string[] {
  const isPem = text.startsWith('-----BEGIN CERTIFICATE-----\n');
  const [, unplaced] = /(?:\/\/|^)([^/]*)\.not-in-hl-yml\.invalid\b/.exec(text) ?? [];
  return [
    when(text.includes('{{'), `${JSON.stringify(text)} holds "{{", which Traefik would read as a template`),
    when(
      /[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(isPem ? text.replaceAll('\n', '') : text),
      `${JSON.stringify(text)} holds a control character`,
    ),
    when(unplaced === 'outpost', 'the URL of the Authentik outpost is not known'),
    when(unplaced === '', 'nothing says where it answers'),
    when(unplaced !== undefined && unplaced !== '' && unplaced !== 'outpost', `host ${unplaced} is not in hl.yml`),
  ].flat();
}

/** All texts in a value, names of fields too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? Object.entries(value).flatMap(([name, item]) => [name, ...textsIn(item)]) : [];
}

/** Go's zero value: as good as not there. */
export const isZero = (value: unknown): boolean =>
  value === null || value === false || value === 0 || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
