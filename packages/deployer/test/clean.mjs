import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

/** What scratch.mjs made, and nothing else. */
export default function teardown() {
  if (basename(tmpdir()).startsWith('hl-deployer-')) rmSync(tmpdir(), { recursive: true, force: true, maxRetries: 5 });
}
