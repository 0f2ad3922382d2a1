import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

// As `nx lint` does it: inside the package, with its own configuration. What needs types is planted on its own, below.
const untyped = {
  languageOptions: { parserOptions: { projectService: false } },
  rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/no-misused-promises': 'off' },
};
const linters = new Map();
function linter(home, overrideConfig) {
  const key = `${home} ${overrideConfig === untyped}`;
  if (!linters.has(key)) linters.set(key, new ESLint({ cwd: join(root, home), overrideConfig }));
  return linters.get(key);
}

export async function broken(path, code, overrideConfig = untyped) {
  const home = path
    .split('/')
    .slice(0, path.startsWith('tools/') ? 1 : 2)
    .join('/');
  const [result] = await linter(home, overrideConfig).lintText(`${code}\n`, { filePath: join(root, path) });
  return result.messages
    .filter(({ ruleId }) => ruleId !== '@typescript-eslint/no-unused-vars')
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);
}
