import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where figures are taken. `load`: what else the machine did in the minute before. @returns {import('./result.mjs').Machine} */
export const machine = () => ({
  node: process.version,
  os: `${type()} ${release().split('-')[0]} ${arch()}`,
  cpus: cpus().length,
  model: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});
