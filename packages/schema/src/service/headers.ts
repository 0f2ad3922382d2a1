import type { TraefikSection } from '@hl/core';
import type { Report } from '../diagnostic.js';
import { goExpressionProblem } from '../rule/go-expression.js';
import { goHint } from '../rule/rule.js';

/** Where Traefik's spelling is not simply the camel case of ours. */
const special: { readonly [name: string]: string } = {
  custom_browser_xss_value: 'customBrowserXSSValue',
  force_sts_header: 'forceSTSHeader',
};

const camelCase = (name: string): string => special[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** By Traefik's own field names. */
export function headers(given: object, report: Report): TraefikSection['headers'] {
  for (const [name, value] of Object.entries(given)) {
    if (JSON.stringify(value).includes('{{'))
      report.error(
        ['traefik', 'headers', name],
        'template',
        'a header cannot hold {{',
        'Traefik reads that as a template; write the value out.',
      );
  }
  const { access_control_allow_origin_list_regex: patterns = [] } = given as { readonly access_control_allow_origin_list_regex?: string[] };
  for (const [index, pattern] of [patterns].flat().entries()) {
    const problem = goExpressionProblem(String(pattern));
    if (problem !== null)
      report.error(
        ['traefik', 'headers', 'access_control_allow_origin_list_regex', index],
        'expression',
        `${pattern} is no regular expression of Go: ${problem}`,
        goHint,
      );
  }
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value]));
}
