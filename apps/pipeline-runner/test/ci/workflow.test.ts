import { readFileSync } from 'node:fs';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

const text = readFileSync(new URL('../../../../templates/actions.yml', import.meta.url), 'utf8');
const problems = (content: string): string[] =>
  parseWorkflow({ name: 'actions.yml', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

test('the workflow by GitHub’s own parser', () => {
  expect(problems(text)).toEqual([]);
});

test('a wrong one is seen', () => {
  expect(problems(text.replace('runs-on:', 'runs_on:'))).not.toEqual([]);
  expect(problems(text.replace('secrets.AUTHENTIK_TOKEN', 'secrets..'))).not.toEqual([]);
  expect(problems(text.replace('run: hl deploy', 'runs: hl deploy'))).not.toEqual([]);
});

test('the release that it installs is the one that it is released with', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(text).toContain(`HL_VERSION: ${version}\n`);
});
