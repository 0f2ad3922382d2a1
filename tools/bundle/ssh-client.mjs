/*
 * Of the SSH libraries, what a client needs that runs commands. Each process of a pipeline that reaches a host loads this, and half of the time
 * that it took went into what none of them does.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const ours = createRequire(new URL('../../packages/ssh/package.json', import.meta.url));
const ssh2 = createRequire(ours.resolve('node-ssh')).resolve('ssh2');
const bcrypt = createRequire(ssh2).resolve('bcrypt-pbkdf');

/** Some servers and keys need these: parts of their own, `late-…`. */
export const seldom = { bcrypt, nacl: createRequire(bcrypt).resolve('tweetnacl') };

/** What node-ssh and packages/ssh use of ssh2. The lab, which is a server and makes keys, has all of it. */
const client = `exports.Client = require('./client.js');
exports.createAgent = require('./agent.js').createAgent;
exports.utils = { parseKey: require('./protocol/keyParser.js').parseKey };`;

/** Asked for by neither (docs/decisions/0009): copying files and directories, HTTP through SSH. */
const unused = /^(\.\/(protocol\/)?(SFTP|http-agents)\.js|make-dir|sb-promise-queue|sb-scandir)$/;
/** Compiled for one machine, to make ciphers faster; ssh2 asks whether they are there. */
const native = /^cpu-features$|\.node$/;
/** The same by the same names, loaded with the first call. */
const instead = {
  /** For keys with a passphrase. */
  'bcrypt-pbkdf': "exports.pbkdf = (...args) => require('./late-bcrypt.js').default.pbkdf(...args);",
  /**
   * For servers that have neither AES-GCM nor AES-CTR. ssh2 has a WebAssembly module for it, and starts that, and V8's part for it, whether it is
   * asked for or not. Here tweetnacl, which is there for bcrypt, answers by the same names: the memory, a place in it for the result, the function.
   */
  './crypto/poly1305.js': `module.exports = async () => {
    const HEAPU8 = new Uint8Array(16);
    const auth = (at, one, oneLength, two, twoLength, key) =>
      require('./late-nacl.js').default.lowlevel.crypto_onetimeauth(HEAPU8, at, Buffer.concat([one, two]), 0, oneLength + twoLength, key);
    return { HEAPU8, _malloc: () => 0, cwrap: () => auth };
  };`,
};

const importers = /[\\/]node_modules[\\/](node-ssh|ssh2)[\\/]/;

export const sshClient = {
  name: 'ssh-client',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^ssh2$|[\\/]ssh2[\\/]lib[\\/]index\.js$/ }, ({ importer, namespace }) =>
      namespace === 'late' || importers.test(importer) ? { path: 'ssh2', namespace: 'client' } : undefined,
    );
    onResolve({ filter: /./ }, ({ path, importer }) => {
      if (!importers.test(importer)) return;
      if (unused.test(path)) return { path, namespace: 'unused' };
      if (native.test(path)) return { path, namespace: 'native' };
      if (Object.hasOwn(instead, path)) return { path, namespace: 'instead' };
    });
    onLoad({ filter: /./, namespace: 'client' }, () => ({ contents: client, resolveDir: dirname(ssh2) }));
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: '' }));
    onLoad({ filter: /./, namespace: 'native' }, () => ({ contents: "throw new Error('not in this file');" }));
    onLoad({ filter: /./, namespace: 'instead' }, ({ path }) => ({ contents: instead[path] }));
  },
};
