import { readFileSync } from 'node:fs';
import { authentikDefaults, glanceDefaults, hostDefaults, traefikDefaults } from '@hl/core';

/** What editors and the reference show as the default is what is done. */
interface Shown {
  readonly properties: { readonly [key: string]: Shown };
  readonly default?: unknown;
}
const schema = JSON.parse(readFileSync(new URL('../../../../schemas/site.schema.json', import.meta.url), 'utf8')) as Shown;
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_seconds$/, '');

test.each<[string, object, number]>([
  ['ssh', hostDefaults, 5],
  ['defaults', hostDefaults, 2],
  ['traefik', traefikDefaults, 7],
  ['authentik', authentikDefaults, 4],
  ['glance', glanceDefaults, 5],
])('the defaults of %s', (section, defaults, count) => {
  const shown = Object.entries(defaults).flatMap(([name, value]) => {
    const field = schema.properties[section]?.properties[snake(name)];
    return field?.default === undefined ? [] : [[name, field.default, value]];
  });
  expect(shown).toHaveLength(count);
  for (const [name, inSchema, inCode] of shown) expect([name, inCode]).toEqual([name, inSchema]);
});
