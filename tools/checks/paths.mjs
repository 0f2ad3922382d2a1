import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from './files.mjs';

const page = /^(CONTRIBUTING|README)\.md$|^(docs|packages|apps)\/.*\.md$/;
const named = /`((?:packages|apps|tools|schemas|docs)\/[\w./-]+)`/g;

/** Files that a page names and that are not there. Of a new package, `uptime` is the example; `services/` is whose homelab it is, and its samples may be gone. */
export const paths = (root) =>
  filesIn(root)
    .filter((path) => page.test(path) && !path.endsWith('CHANGELOG.md'))
    .flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(named)]
        .filter(([, one]) => !one.startsWith('packages/uptime') && !existsSync(join(root, one)))
        .map(([, one]) => `${path} names ${one}, which is not there`),
    );
