import { existsSync, readFileSync } from 'node:fs';
import { importCompose } from '@hl/import';
test('show', () => {
  let out = '';
  for (const name of (process.env['S'] ?? 'jellyfin').split(',')) {
    const dir = import.meta.dirname + '/samples/';
    const { files, remarks } = importCompose({
      text: readFileSync(`${dir}${name}.yml`, 'utf8'),
      path: 'docker-compose.yml',
      options: {
        category: 'media',
        targetHost: 'box',
        domain: 'example.org',
        project: name,
        keepCompose: process.env['K'] === '1',
        split: process.env['K'] === 's',
        read: (path) => (path === '.env' && existsSync(`${dir}${name}.env`) ? readFileSync(`${dir}${name}.env`, 'utf8') : null),
      },
    });
    for (const f of files) out += `=== ${f.path}\n${f.text}\n`;
    for (const r of remarks) out += `${r.line}: ${r.severity}: ${r.message}\n    -> ${r.hint}\n`;
  }
  process.stdout.write(out);
});
