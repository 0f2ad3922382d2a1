import { mapOf } from '@hl/compose';
import type { Service } from '@hl/core';
import { show } from '../check/show.js';
import type { Diagnostic } from '../diagnostic.js';
import { reportOn } from './positions.js';

/**
 * Images that become others without a change in git: no tag, or `latest`. A warning to whoever writes the file, and no more: it runs. Not told where
 * `pull_policy: always` says that this is wanted.
 */
export const floatingImages = (services: readonly Service[]): Diagnostic[] =>
  services.flatMap((service) => {
    const { deployment } = service;
    if (!deployment || deployment.composeFile) return [];
    const { image, pullPolicy, services: sides } = deployment;
    const all = [
      { path: ['image'], image, pull: pullPolicy as unknown },
      ...Object.entries(sides).map(([name, side]) => {
        const { image, pull_policy: pull } = mapOf(side);
        return { path: ['services', name, 'image'], image, pull };
      }),
    ];
    const found = all.flatMap(({ path, image, pull }) => {
      const why = typeof image === 'string' && pull !== 'always' ? floating(image) : null;
      return why === null ? [] : [{ path, image: String(image), why }];
    });
    if (found.length === 0) return [];
    const report = reportOn(service);
    for (const { path, image, why } of found) report.at('deployment', ...path).warn('tag', `${show(image)} ${why}`, hint(image));
    return report.diagnostics().filter(({ rule }) => rule === 'tag');
  });

/** A digest says exactly which; what a variable holds is not known. */
function floating(image: string): string | null {
  if (/[@$]/.test(image)) return null;
  const tag = /:([^:/]*)$/.exec(image)?.[1];
  return tag === undefined ? 'has no tag, which means latest' : tag === 'latest' ? 'is whatever was pulled last' : null;
}

const hint = (image: string): string =>
  `Write the version, e.g. ${image.replace(/:latest$/, '')}:1.2.3, so that git says what runs; or pull_policy: always to follow it.`;
