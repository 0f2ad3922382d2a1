import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trusting } from '../../src/systems/ca-file.js';

test('a certificate is read where hl.yml says; a wrong path is the author of hl.yml to mend', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hl-trust-'));
  writeFileSync(join(directory, 'ca.pem'), 'a certificate');
  expect(trusting(null)).toEqual({});
  expect(trusting(join(directory, 'ca.pem'))).toEqual({ ca: 'a certificate' });
  expect(() => trusting(join(directory, 'other.pem'))).toThrow(expect.objectContaining({ code: 'HL_CA_FILE', kind: 'input' }));
  rmSync(directory, { recursive: true });
});
