import type { TraefikSection } from '@hl/core';
import type { Field } from '../diagnostic.js';
import { goExpressionProblem } from '../rule/go-expression.js';
import { goHint } from '../rule/rule.js';

/** Where Traefik's spelling is not simply the camel case of ours. */
const special: { readonly [name: string]: string } = {
  custom_browser_xss_value: 'customBrowserXSSValue',
  force_sts_header: 'forceSTSHeader',
};

const camelCase = (name: string): string => special[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** By Traefik's own field names. */
export function headers(given: object, field: Field): TraefikSection['headers'] {
  const entries = Object.entries(given);
  if (entries.length === 0) return {};
  for (const [name, value] of entries) {
    const hint = 'Traefik reads that as a template; write the value out.';
    if (JSON.stringify(value).includes('{{')) field.at(name).error('template', 'a header cannot hold {{', hint);
  }
  const key = 'access_control_allow_origin_list_regex';
  for (const [index, pattern] of [(given as { readonly [key]?: readonly string[] })[key] ?? []].flat().entries()) {
    const problem = goExpressionProblem(String(pattern));
    if (problem !== null) field.at(key, index).error('expression', `${pattern} is no regular expression of Go: ${problem}`, goHint);
  }
  return Object.fromEntries(entries.map(([name, value]) => [camelCase(name), value]));
}
