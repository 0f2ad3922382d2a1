import { join } from 'node:path';
import { contentAt } from '@hl/detect';
import { cleanUp, started } from './clone.js';

afterAll(cleanUp);

test('reads an old definition', async () => {
  const repo = started({ 'services/ä b.yml': 'old\n' });
  repo.commit({ 'services/ä b.yml': 'new\n' });
  expect(await contentAt(repo.cwd, repo.first, 'services/ä b.yml')).toBe('old\n');
  expect(await contentAt(repo.cwd, 'HEAD', 'services/ä b.yml')).toBe('new\n');
  expect(await contentAt(join(repo.cwd, 'services'), 'HEAD', 'ä b.yml')).toBe('new\n');
});

test('tells a missing file from a missing commit', async () => {
  const repo = started({ 'services/a.yml': '' });
  expect(await contentAt(repo.cwd, repo.first, 'services/a.yml')).toBe('');
  expect(await contentAt(repo.cwd, repo.first, 'services/none.yml')).toBeNull();
  expect(await contentAt(repo.cwd, repo.first, 'services')).toBeNull();
  await expect(contentAt(repo.cwd, '1'.repeat(40), 'services/a.yml')).rejects.toMatchObject({ kind: 'input' });
});
