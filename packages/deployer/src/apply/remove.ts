import type { Change } from '@hl/core';
import { headerOf, type ComposeSpec } from '../spec.js';
import { throwAnswer } from './script-exit-codes.js';
import { must, script, type Target } from './target.js';

/**
 * Takes a service down and deletes what we wrote. Named volumes and data in host directories stay.
 *
 * @returns notes on what was kept
 */
export async function remove(target: Pick<Target, 'remote' | 'engine'>, { service, before }: Change<ComposeSpec>): Promise<string[]> {
  const project = before?.project ?? service;
  const installPath = before?.installPath || `/opt/${service}`;
  // Of what was cut off while it was staged nothing ran.
  const down = project === '' ? '' : 'unused "$project"\ndown "$project" >&2\nvolumes "$project"\n';
  const result = await script(target, { project, installPath }, `${down}clean_all "$@"`, {
    variables: { header: headerOf(before) },
    args: [...new Set([installPath, ...(before?.leftovers ?? [])])],
  });
  throwAnswer(target, service, { installPath }, result);
  const printed = must(target, target.engine.downName, result);
  const kept = printed.split('\n').filter((line) => line !== '');
  return kept.length === 0 ? [] : [`kept: ${kept.join(', ')}`];
}
