import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program that has to succeed; with what it said as the error when it does not. */
export async function succeeded(program, args, options) {
  try {
    await promisify(execFile)(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {any} */ (error);
    throw new Error(`${program} failed: ${`${stdout}${stderr}`.trim().slice(-1_000)}`, { cause: error });
  }
}
