import { didYouMean } from '@hl/compose';
import { asHostName, isAddressable } from '../names.js';
import { matcherNames, matcherOf, misuseOf, type Layer } from './matchers.js';
import { hostMatchersOf } from './overlap.js';
import { callsOf, parseRule, RuleSyntaxError, type Call } from './parse.js';

/** In the words of a message to the rule's author. */
export interface RuleProblem {
  readonly message: string;
  readonly hint: string;
}

const wrong = (message: string, hint: string): RuleProblem => ({ message, hint });

/** Why Traefik would refuse the rule, or null. A route with a bad rule is not served, and Traefik tells only its log. */
export function problemOfRule(rule: string, layer: Layer): RuleProblem | null {
  if (rule.includes('{{')) return wrong('a rule cannot hold {{', 'Traefik reads that as a template; write the value out.');
  try {
    return callsOf(parseRule(rule)).reduce<RuleProblem | null>((found, call) => found ?? problemOfCall(call, layer), null);
  } catch (error) {
    if (error instanceof RuleSyntaxError) return wrong(error.message, error.hint);
    throw error;
  }
}

/** Names of hosts that the rule leads from, lower case; none when it cannot be read. */
export const hostsOfRule = (rule: string): string[] =>
  hostMatchersOf(rule).flatMap(({ name, values }) => (name === 'Host' ? values.filter((host) => host !== '*') : []));

function problemOfCall(call: Call, layer: Layer): RuleProblem | null {
  const name = matcherOf(call, layer) ?? call.name;
  const misuse = misuseOf(call, layer);
  const [value = ''] = call.values;
  const last = call.values.at(-1) ?? '';
  switch (misuse?.kind) {
    case 'unknown': {
      const known = matcherNames(layer);
      return wrong(
        `Traefik has no matcher ${name}${layer === 'tcp' ? ' for TCP' : ''}`,
        didYouMean(name, known) ?? `It has ${known.join(', ')}.`,
      );
    }
    case 'count': {
      const numbers = misuse.allowed.join(' or ');
      return wrong(
        `${name} takes ${numbers === '1' ? 'one name' : `${numbers} names`}, not ${call.values.length}`,
        `Join several with ||: ${name}(\`a\`) || ${name}(\`b\`).`,
      );
    }
    case 'empty':
      return wrong(`${name} has an empty name`, 'Write what it shall match.');
    case 'relative-path':
      return wrong(`${name} takes a path, not ${value}`, 'A path begins with /.');
    case 'no-range':
      return wrong(`${value} is not an address or a range of addresses`, 'Write one such as 192.0.2.7 or 10.0.0.0/8.');
  }
  // Traefik takes what follows, and the route would never be met
  if (/^Host(SNI)?$/.test(name) && value !== '*' && !isHost(value))
    return wrong(`${value} is not a host name`, 'Write it in ASCII (punycode), without scheme, port and path.');
  if (name.endsWith('Regexp') && /\{\w+:/.test(last))
    return wrong(`{name:…} in ${name} is of Traefik 2`, 'Write a plain regular expression, such as ^[a-z]+\\.example\\.org$.');
  return misuse?.kind === 'expression' ? wrong(`${last} in ${name} is no regular expression of Go: ${misuse.problem}`, goHint) : null;
}

export const goHint = 'Go has no looking around, back references and possessive repeats; https://regex101.com has a Go flavour.';

const isHost = (value: string): boolean => /^[A-Za-z0-9*._-]+$/.test(value) && (asHostName(value, true) !== null || isAddressable(value));
