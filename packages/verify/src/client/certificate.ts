import type { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';

/** What a server showed. It is spelt out when somebody reads it: that takes longer than the handshake, and most replies are asked for something else. */
export interface ShownCertificate {
  readonly fields: PeerCertificate;
  /** Common names, or else organisations, of those who signed it, the nearest first, as far as they were sent or are known here. */
  readonly signers: readonly string[];
}

export function shownBy(leaf: X509Certificate): ShownCertificate {
  let fields: PeerCertificate | undefined;
  return {
    get fields() {
      return (fields ??= leaf.toLegacyObject() as PeerCertificate);
    },
    get signers() {
      const names: string[] = [];
      for (let one = leaf.issuerCertificate; one !== undefined && names.length < 10; one = one.issuerCertificate) {
        const [, name] = /^CN=(.*)$/m.exec(one.subject) ?? /^O=(.*)$/m.exec(one.subject) ?? [];
        names.push(name ?? 'unknown');
        if (one.issuer === one.subject) break;
      }
      return names;
    },
  };
}
