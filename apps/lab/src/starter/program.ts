/**
 * The process that starts programs for another one, as text for `node -e`. Told over its channel:
 *
 * - `{ id, file, argv, options, stdin }`, then for that id `{ id, signal }` or `{ id, destroy }`
 *
 * and tells `{ id, event, value }`: `stdout`, `stderr`, `error` and, at the end, `close`. It ends with its channel.
 */
export const program = `
const { spawn } = require('node:child_process');
const running = new Map();
const begin = ({ id, file, argv, options, stdin }) => {
  const child = spawn(file, argv, { detached: true, ...options });
  const tell = (event) => (...value) => process.connected && process.send({ id, event, value });
  running.set(id, child);
  for (const name of ['stdout', 'stderr']) child[name].on('data', tell(name));
  child.stdin.on('error', () => {});
  child.on('error', ({ message }) => tell('error')(message));
  child.on('close', (...value) => { running.delete(id); tell('close')(...value); });
  child.stdin.end(stdin);
};
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if ('file' in message) return begin(message);
  const child = running.get(message.id);
  if (child === undefined) return;
  if ('destroy' in message) child[message.destroy].destroy();
  else try { process.kill(-child.pid, message.signal); } catch {}
});
`;
