import { exampleService } from '@hl/core/testing';
import { chooser, sorter } from '../../src/systems/systems.js';

test('an endpoint of one host is asked about the services of that host alone, any other one about all', () => {
  const asked: string[] = [];
  const services = ['a', 'b', 'a', 'c'].map((host, index) => exampleService({ name: `s${index}`, host }));
  const of = chooser(services);
  const concerns = ({ name }: { readonly name: string }): boolean => (asked.push(name), name !== 's2');
  expect(of({ onlyOn: 'a', concerns }).map(({ name }) => name)).toEqual(['s0']);
  expect(asked.splice(0)).toEqual(['s0', 's2']);
  expect(of({ onlyOn: 'z', concerns })).toEqual([]);
  expect(asked).toEqual([]);
  expect(of({ concerns }).map(({ name }) => name)).toEqual(['s0', 's1', 's3']);
});

test('an endpoint of one host is asked about what may lie on that host alone', () => {
  const asked: string[] = [];
  const of = sorter(['a/1', 'b/1', 'a/2', 'ab/1', 'a', 'x.example.org'].map((key) => ({ system: 'compose', key })));
  const owns = ({ key }: { readonly key: string }): boolean => (asked.push(key), key !== 'a/2');
  expect(of({ onlyOn: 'a', owns }).map(({ key }) => key)).toEqual(['a/1']);
  expect(asked.splice(0)).toEqual(['a/1', 'a/2']);
  expect(of({ onlyOn: 'z', owns })).toEqual([]);
  expect(asked).toEqual([]);
  expect(of({ owns })).toHaveLength(5);
});
