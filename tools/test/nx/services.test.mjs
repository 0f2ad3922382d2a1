import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { services } from '../../nx/services.mjs';

let workspaceRoot;
beforeEach(() => void (workspaceRoot = realpathSync(mkdtempSync(join(tmpdir(), 'hl-services-')))));
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

/** A compiler that writes this plugin. */
function compiler(writes) {
  mkdirSync(join(workspaceRoot, 'node_modules/typescript-native/bin'), { recursive: true });
  mkdirSync(join(workspaceRoot, 'packages/nx/dist'), { recursive: true });
  const main = join(workspaceRoot, 'packages/nx/dist/index.js');
  const text = 'export const createNodes = ["", (files, options, { workspaceRoot }) => [[workspaceRoot, options]]];';
  const script = writes ? `require('node:fs').writeFileSync(${JSON.stringify(main)}, ${JSON.stringify(text)});` : 'process.exit(1);';
  writeFileSync(join(workspaceRoot, 'node_modules/typescript-native/bin/tsc'), script);
  writeFileSync(join(workspaceRoot, 'packages/nx/package.json'), '{ "type": "module" }');
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
