import { escapeCompose, escapeLiteral } from '../src/interpolation.js';

const none = { names: new Set<string>(), any: false };
const some = { names: new Set(['KEY']), any: false };
const any = { names: new Set<string>(), any: true };

test.each([
  ['plain', some, 'plain'],
  ['$', some, '$$'],
  ['a$', some, 'a$$'],
  ['pa$word', some, 'pa$$word'],
  ['$$', some, '$$$$'],
  ['$$$', some, '$$$$$$'],
  ['${KEY}', some, '${KEY}'],
  ['${KEY}', none, '$${KEY}'],
  ['${OTHER}', some, '$${OTHER}'],
  ['${OTHER}', any, '${OTHER}'],
  ['$KEY', some, '$$KEY'],
  ['${KEY:-x}', some, '$${KEY:-x}'],
  ['${1}', any, '$${1}'],
  ['$${KEY}', some, '$$$${KEY}'],
  ['x${KEY}$y${KEY}', some, 'x${KEY}$$y${KEY}'],
])('as a literal %j is written as it is meant', (text, declared, written) => {
  expect(escapeLiteral(text, declared)).toBe(written);
});

test.each([
  ['plain', some, 'plain'],
  ['$', some, '$$'],
  ['$ 5', some, '$$ 5'],
  ['$$', some, '$$'],
  ['$$KEY', some, '$$KEY'],
  ['$KEY', some, '$KEY'],
  ['$OTHER', some, '$$OTHER'],
  ['$OTHER', any, '$OTHER'],
  ['${KEY}', some, '${KEY}'],
  ['${OTHER}', some, '$${OTHER}'],
  ['${OTHER}', any, '${OTHER}'],
  ['${OTHER:-x}', none, '${OTHER:-x}'],
  ['${OTHER-x}', none, '${OTHER-x}'],
  ['${OTHER:?x}', none, '${OTHER:?x}'],
  ['${OTHER?x}', none, '${OTHER?x}'],
  ['${OTHER+x}', none, '${OTHER+x}'],
  ['a$1', any, 'a$$1'],
])("in compose's own language %j", (text, declared, written) => {
  expect(escapeCompose(text, declared)).toBe(written);
});
