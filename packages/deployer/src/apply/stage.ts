import type { Deployment, Host } from './target.js';
import { longOutput, minutes, must, script } from './target.js';
import type { Payload } from './payload.js';
import type { ComposeSpec } from '../spec.js';
import { refuse } from './script-exit-codes.js';
import { retag } from './switch-over.js';
import { stageScript } from '../client/write-scripts.js';

/** What an undo wants back is told by image ID: the tag may mean something else by now. */
export const asksRegistry = ({ images, imageIds }: ComposeSpec): boolean => images !== undefined && imageIds === undefined;

/**
 * Everything that can go wrong without touching what runs.
 *
 * @returns notes
 */
export async function prepare(host: Host, deployment: Deployment, sent: Payload): Promise<string[]> {
  const { service, after } = deployment;
  const always = asksRegistry(after);
  host.step(service, 'stage');
  const text = stageScript + host.kind.check(after, always, sent.names);
  const result = await script(host, after, text, [], { stdin: sent.tar });
  refuse(host, service, after, result);
  const said = must(host, 'the staging', result);
  const notes = await retag(host, after);
  const [, directory] = /^pull (.*)$/m.exec(said) ?? [];
  if (directory !== undefined) {
    host.step(service, 'pull');
    const fetch = host.kind.pull(after, directory, always, sent.names, host.parallel);
    must(host, 'the pull', await script(host, after, fetch, [], { timeoutMs: minutes(60), maxBytes: longOutput }));
  }
  return notes;
}
