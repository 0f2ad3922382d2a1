import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { firstDeploy } from '../emulated.mjs';

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The figures of a real engine, or null where this machine cannot have one. */
async function real() {
  const child = spawn('bash', [here('real/host.sh'), process.execPath, here('real/figures.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return JSON.parse(said);
  if (code !== 3) throw new Error(`the measurement on the real host ended with ${code}: ${said.trim()}`);
  console.log(`  emulated engine: ${said.trim()}`);
  return null;
}

/** On a real engine; emulated, the figures tell what hl and its round trips cost, not Docker. */
export async function run() {
  const note = 'emulated engine: what hl and its round trips cost, not what Docker does';
  return (await real()) ?? [{ name: 'first-deploy-10x1 (emulated)', unit: 'ms', ...(await firstDeploy()), note }];
}
