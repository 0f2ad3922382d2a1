import ssh2 from 'ssh2';

export interface KeyPair {
  /** OpenSSH text, as in `~/.ssh/id_ed25519`. */
  readonly privateKey: string;
  /** One `authorized_keys` line. */
  readonly publicKey: string;
}

export interface KeyPairOptions {
  readonly type?: 'ed25519' | 'rsa' | 'ecdsa';
  /** Encrypts the private key. */
  readonly passphrase?: string;
  readonly comment?: string;
}

/** A fresh SSH key pair, ed25519 unless told otherwise. */
export function keyPair({ type = 'ed25519', passphrase, comment = 'lab' }: KeyPairOptions = {}): KeyPair {
  const locked = passphrase === undefined ? { comment } : { comment, passphrase, cipher: 'aes256-ctr', rounds: 4 };
  const generate = ssh2.utils.generateKeyPairSync as (type: string, options: object) => { private: string; public: string };
  for (;;) {
    const pair = generate(type, { ...locked, ...(type === 'rsa' ? { bits: 2048 } : {}), ...(type === 'ecdsa' ? { bits: 256 } : {}) });
    // The generator drops zeros that a key begins with: every 128th pair cannot be read.
    if (readable(pair.public) && readable(pair.private, passphrase)) return { privateKey: pair.private, publicKey: pair.public };
  }
}

const readable = (text: string, passphrase?: string): boolean => !(ssh2.utils.parseKey(text, passphrase) instanceof Error);
