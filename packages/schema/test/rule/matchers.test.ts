import { goExpressionFinds, goExpressionProblem } from '../../src/rule/go-expression.js';
import { re2js } from '../../src/rule/library.js';
import { matcherNames, matcherOf, misuseOf } from '../../src/rule/matchers.js';
import type { Layer, Misuse } from '../../src/rule/matchers.js';

const call = (name: string, ...values: string[]) => ({ name, values });

test.each<[string, Layer, string | null]>([
  ['Host', 'http', 'Host'],
  ['hostREGEXP', 'http', 'HostRegexp'],
  ['HostSNI', 'http', null],
  ['Host', 'tcp', null],
  ['hostsni', 'tcp', 'HostSNI'],
  ['constructor', 'http', null],
  ['__proto__', 'tcp', null],
])('%s of %s', (name, layer, matcher) => {
  expect(matcherOf(call(name), layer)).toBe(matcher);
  expect(misuseOf(call(name, 'x'), layer)?.kind === 'unknown').toBe(matcher === null);
});

test('TCP has matchers of its own', () => {
  expect(matcherNames('tcp')).toEqual(['HostSNI', 'HostSNIRegexp', 'ALPN', 'ClientIP']);
  expect(matcherNames('http')).toHaveLength(11);
});

test.each<[string, string[], Layer?]>([
  ['Host', ['a.example.org']],
  ['Host', ['*']],
  ['HostRegexp', ['^.+$']],
  ['Path', ['/']],
  ['PathPrefix', ['/x']],
  ['PathRegexp', ['x']],
  ['Method', ['GET']],
  ['Header', ['X', 'y']],
  ['Header', ['X', '']],
  ['HeaderRegexp', ['(', '^y$']],
  ['Query', ['a']],
  ['Query', ['a', 'b']],
  ['QueryRegexp', ['a']],
  ['QueryRegexp', ['a', 'b']],
  ['ClientIP', ['192.0.2.1']],
  ['ClientIP', ['192.0.2.0/32']],
  ['ClientIP', ['2001:db8::/128']],
  ['ClientIP', ['0.0.0.0/0']],
  ['HostSNI', ['*'], 'tcp'],
  ['HostSNIRegexp', ['^a'], 'tcp'],
  ['ALPN', ['h2'], 'tcp'],
])('%s takes %j', (name, values, layer = 'http') => expect(misuseOf(call(name, ...values), layer)).toBeNull());

test.each<[string, string[], Misuse, Layer?]>([
  ['Host', [], { kind: 'count', allowed: [1] }],
  ['Host', ['a', 'b'], { kind: 'count', allowed: [1] }],
  ['Header', ['a'], { kind: 'count', allowed: [2] }],
  ['Query', ['a', 'b', 'c'], { kind: 'count', allowed: [1, 2] }],
  ['Host', [''], { kind: 'empty', value: '' }],
  ['Header', ['', ''], { kind: 'empty', value: '' }],
  ['Host', ['büro'], { kind: 'non-ascii', value: 'büro' }],
  ['HostSNI', ['büro'], { kind: 'non-ascii', value: 'büro' }, 'tcp'],
  ['Path', ['x'], { kind: 'relative-path', value: 'x' }],
  ['PathPrefix', ['x/'], { kind: 'relative-path', value: 'x/' }],
  ['ClientIP', ['home'], { kind: 'no-range', value: 'home' }],
  ['ClientIP', ['10.0.0.0/33'], { kind: 'no-range', value: '10.0.0.0/33' }],
  ['ClientIP', ['10.0.0.0/8/8'], { kind: 'no-range', value: '10.0.0.0/8/8' }],
  ['ClientIP', ['10.0.0.0/x'], { kind: 'no-range', value: '10.0.0.0/x' }],
  ['ClientIP', ['::/129'], { kind: 'no-range', value: '::/129' }, 'tcp'],
  ['PathRegexp', ['(a'], { kind: 'expression', value: '(a', problem: 'missing closing ): `(a`' }],
  ['HeaderRegexp', ['X', '(a'], { kind: 'expression', value: '(a', problem: 'missing closing ): `(a`' }],
])('%s does not take %j', (name, values, misuse, layer = 'http') => expect(misuseOf(call(name, ...values), layer)).toEqual(misuse));

test.each([
  ['^a+$', null],
  ['(?i)^(?P<name>[a-z]+)$', null],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['(a)\\1', 'invalid escape sequence: `\\1`'],
])('Go takes %s: %s', (expression, problem) => expect(goExpressionProblem(expression)).toBe(problem));

test.each([
  ['b', 'abc', true],
  ['^b', 'abc', false],
  ['(', '(', false],
])('Go finds %s in %s: %s', (expression, text, found) => expect(goExpressionFinds(expression, text)).toBe(found));

test('what is answered without a parser of Go is answered as by one', () => {
  const { RE2JS } = re2js();
  const byParser = (expression: string): unknown[] => {
    try {
      const parsed = RE2JS.compile(expression);
      return [true, ...texts.map((text) => parsed.matcher(text).find())];
    } catch {
      return [false, ...texts.map(() => false)];
    }
  };
  const texts = ['/', 'a', '-.', 'a\n/', 'a\r/'];
  const signs = ['^', '$', 'a', '.', '*', '\\', '(', ')', '?', '(/.*)?'];
  for (let length = 0, all = ['']; length <= 3; length += 1, all = all.flatMap((start) => signs.map((sign) => start + sign)))
    expect(all.map((one) => [one, goExpressionProblem(one) === null, ...texts.map((text) => goExpressionFinds(one, text))])).toEqual(
      all.map((one) => [one, ...byParser(one)]),
    );
});
