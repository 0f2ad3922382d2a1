import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}

export interface Event {
  readonly name: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

export type Conclusion = 'success' | 'failure' | 'skipped';

/** The one job of a workflow as a runner runs it: each step in a shell of its own, `GITHUB_ENV` and `GITHUB_PATH` in between. Its actions are not run. */
export async function runWorkflow(text: string, cwd: string, { name, inputs = {}, secrets = {} }: Event, given: NodeJS.ProcessEnv) {
  const { env: common, jobs } = parse(text) as { env: Record<string, string>; jobs: { hl: { steps: Step[] } } };
  const temp = join(cwd, '.hl-runner');
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp);
  const files = { GITHUB_ENV: join(temp, 'env'), GITHUB_PATH: join(temp, 'path'), GITHUB_STEP_SUMMARY: join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

  const steps: Record<string, { outcome: Conclusion }> = {};
  const ended: Record<string, Conclusion> = {};
  let failed = false;
  let printed = '';
  const scope = { github: { event_name: name, event: {} }, inputs, secrets, steps, failure: () => failed, always: () => true };
  // What is used of its expressions is JavaScript, too; what is not there is empty.
  const evaluate = (expression: string): unknown => runInNewContext(expression.replace(/steps\.(\w+)\./g, 'steps.$1?.'), scope);
  const fill = (value: string): string => value.replace(/\$\{\{(.+?)\}\}/g, (_, expression: string) => String(evaluate(expression) ?? ''));

  for (const step of jobs.hl.steps.filter(({ uses }) => uses === undefined)) {
    const condition = step.if ?? 'true';
    const runs = (/failure\(\)|always\(\)/.test(condition) || !failed) && evaluate(condition) === true;
    const variables = Object.fromEntries(Object.entries({ ...common, ...step.env }).map(([key, value]) => [key, fill(String(value))]));
    const added = Object.fromEntries(
      lines(files.GITHUB_ENV).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const env = {
      ...variables,
      ...given,
      ...added,
      ...files,
      GITHUB_EVENT_NAME: name,
      RUNNER_TEMP: temp,
      PATH: [...lines(files.GITHUB_PATH), process.env['PATH']].join(':'),
    };
    const { code, text: told } = runs ? await shell(step.run ?? '', cwd, env) : { code: 0, text: '' };
    printed += told;
    const outcome = !runs ? 'skipped' : code === 0 ? 'success' : 'failure';
    ended[step.name ?? ''] = outcome;
    if (step.id !== undefined) steps[step.id] = { outcome };
    if (outcome === 'failure' && step['continue-on-error'] !== true) failed = true;
  }
  const summary = existsSync(files.GITHUB_STEP_SUMMARY) ? readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') : '';
  const left = existsSync(join(temp, 'hl/key'));
  return { ended, failed, printed, summary, keyLeft: left };
}

const shell = (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], { cwd, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });
