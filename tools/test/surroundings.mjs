import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives this process, and all that it starts, a temporary folder that goes with it: also what a failing test does not tidy up. And none of
 * them is told to colour what it prints, as Nx tells all that it starts.
 */
export default function surroundings() {
  delete process.env.FORCE_COLOR;
  const folder = mkdtempSync(join(tmpdir(), 'hl-test-'));
  chmodSync(folder, 0o711); // some tests are another user
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
}
