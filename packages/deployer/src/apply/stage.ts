import { imageOf, imagesOf } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import type { ComposeSpec } from '../spec.js';
import type { Payload } from './payload.js';
import { throwAnswer } from './script-exit-codes.js';
import { longOutput, minutes, must, script, type Deployment, type Target } from './target.js';

/** An undo names the images by ID: the tag may mean something else by now. */
export const asksRegistry = ({ images, imageIds }: ComposeSpec): boolean => images !== undefined && imageIds === undefined;

/**
 * Everything that can go wrong without touching what runs.
 *
 * @returns notes
 */
export async function stage(target: Target, { service, after }: Deployment, { tar }: Payload): Promise<string[]> {
  const variables = { images: imagesOf(fileOf(after)), always: asksRegistry(after), parallel: target.parallel };
  target.progress(service, 'stage');
  const result = await script(target, after, 'stage\ncheck', { variables, stdin: tar });
  throwAnswer(target, service, after, result);
  const printed = must(target, 'the staging', result);
  const notes = await retag(target, after);
  const [, directory] = /^pull (.*)$/m.exec(printed) ?? [];
  if (directory !== undefined) {
    target.progress(service, 'pull');
    const options = { variables, args: [directory], timeoutMs: minutes(60), maxBytes: longOutput };
    must(target, 'the pull', await script(target, after, 'pull "$1"', options));
  }
  return notes;
}

/** Lets the tags of `spec.imageIds` mean these images again. Returns notes on images that are gone. */
export async function retag(target: Target, spec: ComposeSpec): Promise<string[]> {
  const pairs = Object.entries(spec.imageIds ?? {}).flatMap(([service, id]) => {
    const reference = imageOf(fileOf(spec), service);
    return reference === null || id === '' || reference.includes('@') ? [] : [id, reference];
  });
  if (pairs.length === 0 || !target.engine.tags) return [];
  const printed = must(target, 'the tagging of the former images', await script(target, spec, 'retag "$@"', { args: pairs }));
  const gone = printed.split('\n').filter((line) => line !== '');
  return gone.map((reference) => `the former image of ${reference} is gone from the host: what the tag means now is used`);
}
