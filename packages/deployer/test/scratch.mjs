import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All that the tests and the shells they start write lies in one directory: a test that is ended leaves nothing behind. */
export default function setup() {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'hl-deployer-'));
}
