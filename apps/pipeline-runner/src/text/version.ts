const { readFileSync } = process.getBuiltinModule('node:fs');
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** It stands in the manifest only; the one file has the manifest in it. */
export const version = (JSON.parse(manifest) as { version: string }).version;

/** What `--version` alone is asked for, as the parser tells it. */
export const versionLine = (): string => `hl/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
