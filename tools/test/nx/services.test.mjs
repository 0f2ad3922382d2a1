import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { services } from '../../nx/services.mjs';
import { put, scratch } from '../folder.mjs';

let workspaceRoot;
beforeEach(() => void (workspaceRoot = realpathSync(scratch())));

/** A compiler that writes this plugin. */
function compiler(writes) {
  mkdirSync(join(workspaceRoot, 'packages/nx/dist'), { recursive: true });
  const main = join(workspaceRoot, 'packages/nx/dist/index.js');
  const text = 'export const createNodes = ["", (files, options, { workspaceRoot }) => [[workspaceRoot, options]]];';
  const script = writes ? `require('node:fs').writeFileSync(${JSON.stringify(main)}, ${JSON.stringify(text)});` : 'process.exit(1);';
  put(workspaceRoot, 'node_modules/typescript-native/bin/tsc', script);
  put(workspaceRoot, 'packages/nx/package.json', '{ "type": "module" }');
}

const infer = () => services(['nx.json'], { a: 1 }, { workspaceRoot });

test('where the plugin is not built yet, it is built', () => {
  compiler(true);
  assert.deepEqual(infer(), [[workspaceRoot, { a: 1 }]]);
});

test('where it cannot be built, there are no services, and Nx goes on', () => {
  compiler(false);
  assert.deepEqual(infer(), []);
});
