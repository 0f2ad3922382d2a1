import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { Ajv } from 'ajv';

/**
 * GitLab's own schema of `.gitlab-ci.yml`, in the copy that gitlab-ci-local (pinned) carries as an object in its one file of code.
 * Empty `tags` are not in it, though GitLab takes them, as the way to have none.
 */
export function ciSchema(): (pipeline: unknown) => string[] {
  const code = readFileSync(createRequire(import.meta.url).resolve('gitlab-ci-local'), 'utf8');
  const from = code.indexOf('{$schema:"http://json-schema.org/draft-07/schema#",$id:"https://gitlab.com/.gitlab-ci.yml"');
  if (from === -1) throw new Error('this gitlab-ci-local carries no schema');
  const schema = runInNewContext(`(${code.slice(from, endOf(code, from))})`) as { definitions: { tags: { minItems?: number } } };
  delete schema.definitions.tags.minItems;
  // Its own words, e.g. markdownDescription, are none of JSON schema's.
  const check = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);
  return (pipeline) => (check(pipeline) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`));
}

/** Where the object literal that begins here ends. */
function endOf(code: string, from: number): number {
  let depth = 0;
  for (const { 0: token, index } of code.slice(from).matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token === '}' && (depth -= 1) === 0) return from + index + 1;
  }
  throw new Error('the schema does not end');
}
