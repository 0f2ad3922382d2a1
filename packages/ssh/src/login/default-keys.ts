import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Those of OpenSSH that can be read here, in our order; keys on hardware tokens work through an agent. */
export const defaultKeys = (home: string): string[] =>
  ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(home, '.ssh', name)).filter((path) => existsSync(path));
