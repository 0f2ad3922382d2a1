import { effective, fileFrom, merge } from '@hl/compose';
import type { Service } from '@hl/core';
import { render, rendered } from '../../src/desired/render.js';

/** What is rendered, after a look whether reading it gives what it was made from: a plan goes by that, and reads nothing. */
export function renderedAsRead(service: Service, kind: 'docker' | 'swarm' = 'docker'): string {
  const { deployment } = service;
  if (deployment === null) return render(service, kind);
  const { files, top } = rendered({ ...service, deployment }, kind);
  if (top !== null) expect(fileFrom(merge({}, top))).toEqual(effective(files.compose));
  return render(service, kind);
}
