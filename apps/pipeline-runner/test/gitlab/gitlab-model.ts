import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { fillIn, type Inputs } from '../../src/ci/inputs.js';

/*
 * GitLab's scheduling, from its sources: Ci::Status::Composite, Ci::ProcessPipelineService, Ci::ProcessBuildService (MIT). Not in it:
 * waiting for a resource group, cancelling, and the time that anything takes.
 */

type When = 'on_success' | 'on_failure' | 'always' | 'manual' | 'never';

interface Rule {
  readonly if?: string;
  readonly changes?: readonly string[];
  readonly when?: When;
  readonly allow_failure?: boolean;
}

export interface Job {
  readonly name: string;
  readonly stage: string;
  readonly script: readonly string[];
  readonly before_script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly needs?: readonly { readonly job: string }[];
  readonly rules?: readonly Rule[];
  readonly allow_failure?: boolean | { readonly exit_codes: readonly number[] };
  readonly artifacts?: { readonly when?: string; readonly paths?: readonly string[]; readonly reports?: Readonly<Record<string, string>> };
  readonly cache?: unknown;
  readonly tags?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly trigger?: unknown;
  readonly image?: unknown;
}

export interface PipelineFile {
  readonly stages: readonly string[];
  readonly workflow: readonly Rule[];
  readonly variables: Variables;
  readonly jobs: readonly Job[];
  readonly default: Raw;
}

type Raw = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `include: local` with inputs, `extends` (deep merge, lists replaced) and YAML merge keys, as GitLab resolves them. */
export function readPipeline(root: URL, path = '.gitlab-ci.yml'): PipelineFile {
  const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');
  const main = yaml(read(path));
  const included = ((main['include'] ?? []) as readonly { local: string; inputs?: Inputs }[]).map(({ local, inputs }) =>
    yaml(inputs ? fillIn(read(local), inputs) : read(local)),
  );
  return pipelineOf([...included, main].reduce(deepMerge, {}));
}

/** A pipeline whose one line is the component. */
export const includePipeline = (root: URL, inputs: Inputs): PipelineFile =>
  pipelineOf(yaml(fillIn(readFileSync(new URL('templates/pipeline.yml', root), 'utf8'), inputs)));

export const yaml = (text: string): Raw => parse(text, { merge: true }) as Raw;

function pipelineOf(all: Raw): PipelineFile {
  const resolve = (job: Raw): Raw => {
    const parents = [job['extends'] ?? []].flat() as string[];
    const { extends: _, ...own } = job;
    const bases = parents.map((parent) => {
      if (!isMap(all[parent])) throw new Error(`there is no ${parent} to extend`);
      return resolve(all[parent]);
    });
    return [...bases, own].reduce(deepMerge, {});
  };
  const words = new Set(['include', 'stages', 'workflow', 'variables', 'default']);
  const variables = Object.entries((all['variables'] ?? {}) as Raw).map(([name, value]) => [name, isMap(value) ? value['value'] : value]);
  return {
    stages: all['stages'] as string[],
    workflow: (all['workflow'] as { rules: Rule[] }).rules,
    variables: Object.fromEntries(variables) as Variables,
    default: (all['default'] ?? {}) as Raw,
    jobs: Object.entries(all)
      .filter(([name, value]) => !words.has(name) && !name.startsWith('.') && isMap(value))
      .map(([name, value]) => ({ name, ...resolve(value as Raw) }) as unknown as Job),
  };
}

const deepMerge = (a: Raw, b: Raw): Raw => ({
  ...a,
  ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, isMap(value) && isMap(a[key]) ? deepMerge(a[key], value) : value])),
});

export type Variables = Readonly<Record<string, string | undefined>>;

/** `$A == "x" && ($B …)` without parentheses: what this repository's rules use. */
function holds(expression: string, variables: Variables): boolean {
  const term = (text: string): string | null => {
    const word = text.trim();
    if (word === 'null') return null;
    const [, quoted] = /^(?:"([^"]*)"|'([^']*)')$/.exec(word) ?? [];
    if (quoted !== undefined) return quoted;
    const [, name] = /^\$(\w+)$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`not understood: ${word}`);
    return variables[name] ?? null;
  };
  const claim = (text: string): boolean => {
    const [, left = '', operator, right = ''] = /^(.+?)\s*(==|!=|=~|!~)\s*(.+)$/.exec(text.trim()) ?? [];
    if (operator === undefined) return (term(text) ?? '') !== '';
    if (operator === '==') return term(left) === term(right);
    if (operator === '!=') return term(left) !== term(right);
    const matches = new RegExp(/^\/(.*)\/$/.exec(right.trim())?.[1] ?? '').test(term(left) ?? '');
    return operator === '=~' ? matches : !matches;
  };
  return expression.split('||').some((any) => any.split('&&').every(claim));
}

/** The first rule that applies. `changed`: whether files that a `changes` names were touched. */
const chosen = (rules: readonly Rule[], variables: Variables, changed: boolean): Rule | undefined =>
  rules.find((rule) => (rule.if === undefined || holds(rule.if, variables)) && (rule.changes === undefined || changed));

/** A job that is in the pipeline, with what its rule says. */
export interface Scheduled extends Job {
  readonly when: When;
  readonly forgives: (exit: number) => boolean;
}

/** The jobs of one event's pipeline; none: GitLab makes no pipeline. What an event says comes before what the file says. */
export function jobsOf({ jobs, workflow, variables: own }: PipelineFile, event: Variables, changed = false): Scheduled[] {
  const variables = { ...own, ...event };
  const made = chosen(workflow, variables, changed);
  if (made === undefined || made.when === 'never') return [];
  return jobs.flatMap((job): Scheduled[] => {
    const rule = job.rules === undefined ? {} : chosen(job.rules, variables, changed);
    const when = rule?.when ?? 'on_success';
    if (rule === undefined || when === 'never') return [];
    const allowed = rule.allow_failure ?? job.allow_failure ?? false;
    return [{ ...job, when, forgives: (exit) => (typeof allowed === 'boolean' ? allowed : allowed.exit_codes.includes(exit)) }];
  });
}

export type State = 'success' | 'failed' | 'allowed' | 'skipped' | 'manual';

/** How a pipeline goes when its jobs end with these codes (0 where none is given). A manual job that somebody plays is in `played`. */
export function schedule(
  stages: readonly string[],
  jobs: readonly Scheduled[],
  exits: Readonly<Record<string, number>>,
  played: readonly string[] = [],
): { readonly states: Readonly<Record<string, State>>; readonly pipeline: 'success' | 'failed' } {
  const states: Record<string, State> = {};
  for (const stage of stages) {
    const earlier = { ...states };
    for (const job of jobs.filter((candidate) => candidate.stage === stage)) {
      const looked = job.needs?.length
        ? job.needs.map(({ job: need }) => states[need] ?? 'skipped')
        : job.needs
          ? []
          : Object.values(earlier);
      const failed = looked.includes('failed');
      // With needs, a skipped one skips; without, a job looks at what all earlier stages come to.
      const ready = !failed && !(job.needs && looked.includes('skipped'));
      const starts = job.when === 'always' || (job.when === 'on_failure' ? failed : ready);
      const exit = exits[job.name] ?? 0;
      if (!starts) states[job.name] = 'skipped';
      else if (job.when === 'manual' && !played.includes(job.name)) states[job.name] = 'manual';
      else states[job.name] = exit === 0 ? 'success' : job.forgives(exit) ? 'allowed' : 'failed';
    }
  }
  return { states, pipeline: Object.values(states).includes('failed') ? 'failed' : 'success' };
}
