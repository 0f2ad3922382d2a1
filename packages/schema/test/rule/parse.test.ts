import { callsOf, parseRule, RuleSyntaxError } from '../../src/rule/parse.js';

const host = (value: string) => ({ name: 'Host', values: [value] });

test.each<[string, object]>([
  ['Host(`a`)', host('a')],
  ['  Host  (  `a`  )  ', host('a')],
  ['Host(`a`,)', host('a')],
  ['Host()', { name: 'Host', values: [] }],
  ['Host(`a`, "b" ,`c`)', { name: 'Host', values: ['a', 'b', 'c'] }],
  ['!Host(`a`)', { not: host('a') }],
  ['!!Host(`a`)', { not: { not: host('a') } }],
  ['(Host(`a`))', host('a')],
  ['Host(`a`) || Host(`b`)', { any: [host('a'), host('b')] }],
  ['Host(`a`)&&Host(`b`)&&Host(`c`)', { all: [host('a'), host('b'), host('c')] }],
  ['Host(`a`) || Host(`b`) && Host(`c`)', { any: [host('a'), { all: [host('b'), host('c')] }] }],
  ['(Host(`a`) || Host(`b`)) && Host(`c`)', { all: [{ any: [host('a'), host('b')] }, host('c')] }],
  ['!(Host(`a`) || Host(`b`))', { not: { any: [host('a'), host('b')] } }],
  ['!Host(`a`) && Host(`b`)', { all: [{ not: host('a') }, host('b')] }],
  ['host1_x(`a`)', { name: 'host1_x', values: ['a'] }],
])('%s', (rule, expected) => expect(parseRule(rule)).toEqual(expected));

test.each([
  ['`\\.`', '\\.'],
  ['``', ''],
  ['`a\nb`', 'a\nb'],
  ['""', ''],
  ['"a\\"b"', 'a"b'],
  ['"\\\\."', '\\.'],
  ['"\\a\\b\\f\\n\\r\\t\\v"', '\x07\b\f\n\r\t\v'],
  ['"\\x41\\101\\u0041\\U00000041"', 'AAAA'],
  ['"\\U0001F600"', '😀'],
  ['"\\U00FFFFFF"', '\ufffd'],
  ['"\\U0010FFFF"', '\u{10ffff}'],
])('the literal %s stands for what Go reads', (literal, value) =>
  expect(parseRule(`Path(${literal})`)).toEqual({ name: 'Path', values: [value] }),
);

test.each([
  ['', 0, 'a matcher', '', 'the rule ends where a matcher is expected'],
  ['   ', 3, 'a matcher', '', 'the rule ends where a matcher is expected'],
  ['&& Host(`a`)', 0, 'a matcher', '&&', 'a matcher is expected before &&'],
  ['`a`', 0, 'a matcher', '`a`', 'a matcher is expected before `a`'],
  ['Host', 4, '(', '', 'the rule ends where ( is expected'],
  ['Host `a`', 5, '(', '`a`', '( is expected before `a`'],
  ['Host(a)', 5, 'a value', 'a', 'Host takes names in backticks, not a'],
  ['Host(', 5, 'a value', '', 'Host takes names in backticks, not nothing'],
  ['Host(`a`', 8, ',', '', 'the rule ends where , is expected'],
  ['Host(`a` `b`)', 9, ',', '`b`', ', is expected before `b`'],
  ['Host(`a`) Path(`b`)', 10, '&& or ||', 'Path', '&& or || is expected before Path'],
  ['Host(`a`))', 9, '&& or ||', ')', '&& or || is expected before )'],
  ['(Host(`a`)', 10, ')', '', 'the rule ends where ) is expected'],
  ['Host(`a`) && ', 13, 'a matcher', '', 'the rule ends where a matcher is expected'],
  ['a.example.org', 1, '', '.example.org', 'the rule cannot be read from .example.org on'],
  ['Host("a\\.b")', 5, '', '"a\\.b")', 'the rule cannot be read from "a\\.b") on'],
  ['Host(`a`) & Host(`b`) and more', 10, '', '& Host(`b`) and more', 'the rule cannot be read from & Host(`b`) and more on'],
])('%j is no rule', (rule, at, expected, found, message) => {
  const read = () => parseRule(rule);
  expect(read).toThrow(RuleSyntaxError);
  expect(read).toThrow(
    expect.objectContaining({ at, expected, found, message, hint: expect.stringContaining('Write matchers such as') as string }),
  );
});

test('single quotes have a hint of their own', () => {
  expect(() => parseRule("Host('a')")).toThrow(
    expect.objectContaining({ message: "the rule cannot be read from 'a') on", hint: 'Put names in backticks: Host(`a.example.org`).' }),
  );
});

test('no rule is too deep to be refused', () => {
  expect(() => parseRule('('.repeat(1_000_000))).toThrow('the rule is nested too deeply');
  expect(() => parseRule('!'.repeat(1_000_000))).toThrow(RuleSyntaxError);
});

test('the matchers of a rule, from left to right', () => {
  expect(callsOf(parseRule('!(A(`1`) || B(`2`)) && C(`3`)')).map(({ name }) => name)).toEqual(['A', 'B', 'C']);
});
