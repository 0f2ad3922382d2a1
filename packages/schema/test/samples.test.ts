import { crossCheck, loadService, loadSite, type FileReader } from '@hl/schema';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The samples as this package is tested with them: whoever uses the repository puts services of their own in their place. */
const root = fileURLToPath(new URL('./fixtures/samples/', import.meta.url));
const files: FileReader = (path) => {
  const whole = `${root}${path}`;
  return statSync(whole, { throwIfNoEntry: false })?.isFile() ? readFileSync(whole) : null;
};
const { site, diagnostics } = loadSite(readFileSync(`${root}hl.yml`, 'utf8'), 'hl.yml');
const paths = readdirSync(`${root}services`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml'))
  .map((path) => `services/${path}`)
  .sort();

describe('the sample repository', () => {
  test('hl.yml has nothing to complain about', () => expect(diagnostics).toEqual([]));

  test('there are the twelve everyday services', () => expect(paths).toHaveLength(12));

  test.each(paths)('%s', (path) => {
    const result = loadService(readFileSync(`${root}${path}`, 'utf8'), path, site!, files);
    expect(result.diagnostics).toEqual([]);
    expect(result.service?.path).toBe(path);
  });

  test('they do not get into each other’s way', () => {
    const services = paths.flatMap((path) => loadService(readFileSync(`${root}${path}`, 'utf8'), path, site!, files).service ?? []);
    expect(crossCheck(services, site!)).toEqual([]);
  });
});
