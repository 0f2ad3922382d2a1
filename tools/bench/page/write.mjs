import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { suites } from '../shape/suites.mjs';

const json = new URL('../../../docs/benchmarks.json', import.meta.url);

/** @returns {import('../shape/result.mjs').Suite[]} */
export const kept = () => (existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : []);

/** Suites that were not measured now keep the figures that they have. @param {import('../shape/result.mjs').Suite[]} measured */
export function write(measured) {
  const all = new Map([...kept(), ...measured].map((one) => [one.suite, one]));
  writeFileSync(
    json,
    `${JSON.stringify(
      suites.flatMap((name) => all.get(name) ?? []),
      null,
      2,
    )}\n`,
  );
}
