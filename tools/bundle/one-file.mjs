import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { transform } from 'esbuild';

/*
 * The parts that esbuild makes, one a command and one a set of commands for what they share, put into one file: a head that runs, and
 * the parts, packed, as comments. Node reads all of a file and looks at each of its characters, so it has few; the head unpacks and
 * compiles the parts that a command asks for.
 */

export const target = 'node20.19';
export const shebang = '#!/usr/bin/env node';

const head = readFileSync(new URL('head.mjs', import.meta.url), 'utf8');
/** To begin unpacking costs more than to unpack a small part, so these are in one block. */
const small = 15_000;

/** @param {import('esbuild').OutputFile[]} outputs @param {string} banner second line, a comment */
export async function oneFile(outputs, banner) {
  const sources = new Map(outputs.map(({ path, text }) => [`./${basename(path)}`, text]));
  const atOnce = neededBy('./main.js', sources);
  const [parts, licences, texts, first] = [{}, new Set(), [''], []];
  for (const [name, text] of sources) {
    if (name.endsWith('.LEGAL.txt')) text.split(/\n(?=\S)/).forEach((licence) => licences.add(licence.trimEnd()));
    else {
      const code = await asFunction(text);
      if (atOnce.has(name)) first.push(`${JSON.stringify(name)}: ${code}`);
      else {
        const block = code.length < small ? 0 : texts.push('') - 1;
        parts[name] = [block, texts[block].length, code.length];
        texts[block] += code;
      }
    }
  }
  const packed = texts.map((text) => `/*${pack(text)}*/\n`);
  const blocks = packed.map((line, index) => [packed.slice(0, index).join('').length + 2, line.length - 5, texts[index].length]);
  const define = { PARTS: JSON.stringify(parts), BLOCKS: JSON.stringify(blocks), BASE: '9999999' };
  const whole = head.replace('FIRST;', () => `{${first.join(',')}};`);
  const { code } = await transform(whole, { define, minify: true, format: 'esm', target, banner: `${shebang}\n${banner}` });
  const begins = ascii(code);
  const legal = `/*! ${ascii([...licences].join('\n')).replaceAll('*/', '* /')} */\n`;
  return begins.replace('9999999', String(begins.length).padEnd(7)) + packed.join('') + legal;
}

/** What a part imports, and what that imports, but for what it asks for later by `import()`. */
function neededBy(name, sources, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other] of sources.get(name).matchAll(/\b(?:from|import)\s*['"](\.\/[^'"]+)/g)) neededBy(other, sources, found);
  return found;
}

/** The same quality as the best to a fifteenth, in a twentieth of the time. */
const pack = (text) =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }).toString(
    'base64',
  );

/** @type {import('esbuild').TransformOptions} */
const asCommonJs = { format: 'cjs', platform: 'neutral', target, minifyWhitespace: true, supported: { 'dynamic-import': false } };
const given = ['exports', 'require', 'module', '__filename', '__dirname', '__export', '__toCommonJS', '__toESM'];

/** A part as a function: `import()` waits for what is there, and `require` finds parts. What esbuild puts before each of them is in the head once. */
async function asFunction(text) {
  const { code } = await transform(text, asCommonJs);
  const begins = Math.max(0, code.indexOf('var stdin_exports='));
  const own = code.slice(begins);
  for (const [, name] of code.slice(0, begins).matchAll(/\bvar (__\w+)=/g))
    if (!given.includes(name) && own.includes(name)) throw new Error(`the head of hl.mjs has no ${name}`);
  const { code: short } = await transform(`part=function(${given}){"use strict";${own}}`, { target, minify: true });
  return ascii(short.slice('part='.length, short.lastIndexOf(';')));
}

/** A file in which every character is a byte is read twice as fast. esbuild leaves others in regular expressions and templates, where this means the same. */
const ascii = (code) => code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
