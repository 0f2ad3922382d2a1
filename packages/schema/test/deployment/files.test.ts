import { extraFiles, secretsFile } from '../../src/deployment/files.js';
import { contextOf, minimal, repository, told } from '../context.js';

const files = {
  'services/downloads/beside.conf': 'beside',
  'config/root.conf': 'root',
  'config/run.sh': '#!/bin/sh\n',
  'big.bin': new Uint8Array(10 * 1024 * 1024 + 1),
  'services/downloads/plain.env': 'PASSWORD=hunter2\n',
  'services/downloads/x.sops.env': 'PASSWORD=ENC[AES256_GCM,data:x]\nsops_version=3.9.0\n',
};

function resolve(text: string) {
  const context = contextOf(minimal(text), { files: repository(files) });
  return { copies: extraFiles(context, '/opt/metube'), secret: secretsFile(context), report: context.report };
}

describe('files of the repository', () => {
  test('are found beside the service file and from the root', () => {
    const text =
      'extra_files:\n  - { source: beside.conf, destination: conf/ }\n  - { source: config/root.conf, destination: ./a/root.conf }';
    expect(resolve(text).copies).toEqual([
      expect.objectContaining({ source: 'services/downloads/beside.conf', destination: 'conf/beside.conf', mode: 0o644, size: 6 }),
      expect.objectContaining({ source: 'config/root.conf', destination: 'a/root.conf', size: 4 }),
    ]);
  });

  test.each([
    ['', 0o755],
    [', mode: 0600', 0o600],
    [', mode: "640"', 0o640],
    [', mode: 0o400', 0o400],
  ])('a script%s', (mode, expected) => {
    expect(resolve(`extra_files: [{ source: config/run.sh, destination: run.sh${mode} }]`).copies[0]?.mode).toBe(expected);
  });

  test.each([
    ['nowhere.conf', 'x', 'nowhere.conf does not exist'],
    ['/etc/passwd', 'x', '/etc/passwd is not a path in the repository'],
    ['../../../etc/passwd', 'x', '../../../etc/passwd leaves the repository'],
    ['../../.git/config', 'x', '../../.git/config leaves the repository'],
    ['big.bin', 'x', 'big.bin is 10.0 MB; a file may be 10 MB at most'],
    ['beside.conf', '/etc/passwd', '/etc/passwd is absolute'],
    ['beside.conf', '/opt/metube/x.conf', '/opt/metube/x.conf is absolute'],
    ['beside.conf', '../x', '../x leaves the install path'],
    ['beside.conf', 'a/../../x', 'a/../../x leaves the install path'],
    ['beside.conf', 'compose.yml', 'compose.yml is written by the deployment itself'],
    ['beside.conf', './.env', '.env is written by the deployment itself'],
    ['beside.conf', '.hl/x', '.hl/x is written by the deployment itself'],
    ['beside.conf', 'a;b', 'a;b holds a character that a shell would read'],
    ['beside.conf', '-rf', '-rf holds a character that a shell would read'],
  ])('%s to %s', (source, destination, message) => {
    const { report } = resolve(`extra_files: [{ source: ${source}, destination: "${destination}" }]`);
    expect(report.diagnostics()).toEqual([
      expect.objectContaining({ severity: 'error', message, line: 6, hint: expect.stringMatching(/\w+/) }),
    ]);
  });

  test('no two go to one place', () => {
    const text = 'extra_files: [{ source: beside.conf, destination: x }, { source: config/root.conf, destination: ./x }]';
    expect(told(resolve(text).report)).toEqual(['x is written twice']);
  });

  test('a secrets file is encrypted', () => {
    expect(resolve('secrets_file: x.sops.env').secret).toMatchObject({
      source: 'services/downloads/x.sops.env',
      mode: 0o600,
    });
    const { secret, report } = resolve('secrets_file: plain.env');
    expect(told(report)).toEqual(['services/downloads/plain.env is not encrypted']);
    expect(JSON.stringify([secret, report.diagnostics()])).not.toContain('hunter2');
  });
});
