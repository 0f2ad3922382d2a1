import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { transform } from 'esbuild';

/*
 * The parts that esbuild makes, one a command and one a set of commands for what they share, put into one file: a head that runs, and
 * the parts as comments. A comment costs Node a fiftieth of what code costs it, and the head reads and compiles the parts that a
 * command asks for.
 */

export const target = 'node20.19';
export const shebang = '#!/usr/bin/env node';

const head = readFileSync(new URL('head.mjs', import.meta.url), 'utf8');
/** An end of a comment, inside of one. */
export const hidden = '*!!/';

/** @param {import('esbuild').OutputFile[]} outputs @param {string} banner second line, a comment */
export async function oneFile(outputs, banner) {
  const [parts, licences] = [{}, new Set()];
  let [body, length] = ['', 0];
  for (const { path, text } of outputs) {
    if (path.endsWith('.LEGAL.txt')) text.split(/\n(?=\S)/).forEach((licence) => licences.add(licence.trimEnd()));
    else {
      const code = asComment(await asCommonJs(text));
      parts[`./${basename(path)}`] = [length + 3, code.length];
      body += `/*\n${code}*/\n`;
      length += code.length + 6;
    }
  }
  const legal = `/*! ${asComment(ascii([...licences].join('\n')))} */\n`;
  const define = { PARTS: JSON.stringify(parts), HIDDEN: JSON.stringify(hidden), BASE: '9999999' };
  const { code } = await transform(head, { define, minify: true, format: 'esm', target, banner: `${shebang}\n${banner}` });
  const base = String(code.length);
  return code.replace('9999999', base.padEnd(7)) + body + legal;
}

/** `import()` waits for what is there, and `require` finds parts. */
async function asCommonJs(text) {
  const { code } = await transform(text, { format: 'cjs', platform: 'node', target, minify: true, supported: { 'dynamic-import': false } });
  return ascii(code);
}

/** A file in which every character is a byte is read twice as fast. esbuild leaves others in regular expressions and templates, where this means the same. */
const ascii = (code) => code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

function asComment(code) {
  if (code.includes(hidden)) throw new Error(`${hidden} stands for the end of a comment, and is in the code`);
  return code.replaceAll('*/', hidden);
}
