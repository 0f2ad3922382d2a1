import { join } from 'node:path';
import { trusting } from '../../src/systems/ca-file.js';
import { folder } from '../support/folder.js';

test('a certificate is read where hl.yml says; a wrong path is the author of hl.yml to mend', () => {
  const directory = folder({ 'ca.pem': 'a certificate' });
  expect(trusting(null)).toEqual({});
  expect(trusting(join(directory, 'ca.pem'))).toEqual({ ca: 'a certificate' });
  expect(() => trusting(join(directory, 'other.pem'))).toThrow(expect.objectContaining({ code: 'HL_CA_FILE', kind: 'input' }));
});
