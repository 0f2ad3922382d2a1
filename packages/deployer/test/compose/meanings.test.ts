import { effective, fileFrom, mapOf, merge, readCompose, sameMeaning, type ComposeFile } from '@hl/compose';
import { exampleService } from '@hl/core/testing';
import { rendered } from '../../src/desired/render.js';
import { meanings } from './meanings.js';

const withoutLabels = ({ top }: ComposeFile): ComposeFile =>
  fileFrom({
    ...top,
    services: Object.fromEntries(
      Object.entries(mapOf(top['services'])).map(([key, container]) => {
        const { labels, ...rest } = mapOf(container);
        return [
          key,
          labels === undefined
            ? rest
            : { ...rest, labels: Object.fromEntries(Object.entries(mapOf(labels)).filter(([name]) => !name.startsWith('hl.'))) },
        ];
      }),
    ),
  });

test.each(meanings)('%s', (_, name, deployment, expected) => {
  const { deployment: plain, ...service } = exampleService({ name });
  const whole = { ...service, deployment: { ...plain, volumes: [], environment: {}, ...deployment } };
  const { files, top } = rendered(whole, 'docker');
  const { compose, overlay = '' } = files;
  if (top !== null) expect(fileFrom(merge({}, top))).toEqual(effective(compose));
  expect(sameMeaning(withoutLabels(effective(compose, overlay)), readCompose(expected), `/opt/${name}`)).toEqual([]);
});
