import { parseRule, RuleSyntaxError, type Call, type Rule } from '@hl/schema/traefik';

/** A rule in Traefik 3's words, and the names when it asks for nothing but hosts. */
export interface NewRule {
  readonly rule: string;
  /** null: the rule is more than `Host(a) || Host(b)`. */
  readonly hosts: readonly string[] | null;
}

/** A rule of Traefik 2 or 3 in the words of 3; null: it cannot be read. */
export function newRule(written: string): NewRule | null {
  try {
    const rule = parseRule(written);
    const renewed = renew(rule);
    return { rule: show(renewed), hosts: hostsOf(renewed) };
  } catch (error) {
    if (error instanceof RuleSyntaxError) return null;
    throw error;
  }
}

/** Matchers of Traefik 2 take several values, any of which may hold. */
function renew(rule: Rule): Rule {
  if ('any' in rule) return { any: rule.any.map(renew) };
  if ('all' in rule) return { all: rule.all.map(renew) };
  if ('not' in rule) return { not: renew(rule.not) };
  const calls = /^(headers?|headersregexp|headerregexp)$/i.test(rule.name)
    ? [rule]
    : rule.values.map((value) => ({ ...rule, values: [value] }));
  const parts = (isNewQuery(rule) ? [rule] : calls).map(renewCall);
  return parts.length === 1 ? (parts[0] as Call) : { any: parts };
}

/** `Query(`a`, `b`)` of 3 is `Query(`a=b`)` of 2. */
const isNewQuery = ({ name, values }: Call): boolean => /^query(regexp)?$/i.test(name) && !values.some((value) => value.includes('='));

function renewCall({ name, values }: Call): Call {
  const [value = ''] = values;
  const renamed = /^headers/i.test(name) ? name.replace(/^headers/i, 'Header') : name;
  if (/^query$/i.test(name) && value.includes('='))
    return { name: 'Query', values: [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)] };
  if (!/\{[^{}]*\}/.test(value) || !/^(host|hostsni|path|pathprefix|hostregexp|hostsniregexp)$/i.test(name))
    return { name: renamed, values };
  if (/regexp$/i.test(name)) return { name, values: /\{\w+(:|\})/.test(value) ? [`^${braces(value)}$`] : [value] };
  if (/^path/i.test(name)) return { name: 'PathRegexp', values: [`^${braces(value)}${/prefix$/i.test(name) ? '' : '$'}`] };
  return { name: `${name}Regexp`, values: [`^${braces(value)}$`] };
}

/** `{sub:[a-z]+}.example.org` as a regular expression. */
const braces = (text: string): string =>
  text
    .split(/(\{\w+(?::(?:[^{}]|\{[\d,]+\})*)?\})/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/[.+*?^$()[\]|\\]/g, '\\$&') : grouped(/:(.*)\}$/s.exec(part)?.[1] ?? '[^/.]+')))
    .join('');

const grouped = (expression: string): string => (expression.includes('|') ? `(?:${expression})` : expression);

const hostsOf = (rule: Rule): string[] | null => {
  if ('any' in rule) {
    const each = rule.any.map(hostsOf);
    return each.every((hosts) => hosts !== null) ? each.flat() : null;
  }
  return 'name' in rule && /^host$/i.test(rule.name) ? rule.values.map((host) => host.toLowerCase()) : null;
};

function show(rule: Rule, inner = false): string {
  if ('name' in rule)
    return `${rule.name}(${rule.values.map((value) => (value.includes('`') ? JSON.stringify(value) : `\`${value}\``)).join(', ')})`;
  if ('not' in rule) return `!${show(rule.not, true)}`;
  const text =
    'any' in rule ? rule.any.map((part) => show(part, true)).join(' || ') : rule.all.map((part) => show(part, true)).join(' && ');
  return inner ? `(${text})` : text;
}
