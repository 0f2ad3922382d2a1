import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Nx believes what lies in `.nx/cache` only where its database knows it, and calls the database after the machine. A CI cache comes
 * from another machine or container: its database gets this one's name.
 *
 * @param ownName what Nx calls it here
 */
export function adoptNxDatabase(root, ownName = nameByNx(root)) {
  const folder = join(root, '.nx/workspace-data');
  const found = databasesIn(folder);
  if (found.length === 1 && found[0] !== ownName) renameSync(join(folder, found[0]), join(folder, ownName));
}

const databasesIn = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : []);

/** Nx makes one in an empty folder: how it finds the name is its own business. */
function nameByNx(root) {
  const folder = mkdtempSync(join(tmpdir(), 'hl-nx-'));
  try {
    const { closeDbConnection, connectToNxDb } = createRequire(join(root, 'package.json'))('./node_modules/nx/dist/src/native/index.js');
    closeDbConnection(connectToNxDb(folder));
    return databasesIn(folder)[0];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
