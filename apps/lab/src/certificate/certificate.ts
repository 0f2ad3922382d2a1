import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, der, integer, octets, oid, sequence, set, text, time, yes } from './der.js';

/** PEM. */
export interface Signed {
  readonly key: string;
  readonly cert: string;
}

export interface Wanted {
  /** Common name of the subject. */
  readonly name: string;
  /** Host names and IPv4 addresses that it is for. */
  readonly sans?: readonly string[];
  /** It may sign others. */
  readonly ca?: boolean;
  /** Who signs it. Default: itself. */
  readonly issuer?: Signed;
  /** Default: a minute ago, for a clock that is behind. */
  readonly from?: Date;
  /** Default: in a year. */
  readonly until?: Date;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

/** An X.509 certificate (RFC 5280) with an elliptic key: an RSA key costs hundreds of milliseconds. */
export function certificate(wanted: Wanted): Signed {
  const {
    name,
    ca = false,
    sans = [],
    issuer,
    from = new Date(Date.now() - minuteMs),
    until = new Date(Date.now() + 365 * dayMs),
  } = wanted;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    // cA; digitalSignature, keyCertSign and cRLSign
    ...(ca ? [extension('2.5.29.19', sequence(yes), true), extension('2.5.29.15', bits(1, Buffer.from([0x86])), true)] : []),
    ...(sans.length > 0 ? [extension('2.5.29.17', sequence(...sans.map(alternative)), false)] : []),
  ];
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    // Positive, and not padded: the first bits are 01.
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    ecdsaWithSha256,
    subject(issuer === undefined ? name : commonName(issuer)),
    sequence(time(from), time(until)),
    subject(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', body, issuer === undefined ? privateKey : issuer.key);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem(sequence(body, ecdsaWithSha256, bits(0, signature))),
  };
}

const subject = (name: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), text(name))));
const commonName = ({ cert }: Signed): string => new X509Certificate(cert).subject.replace(/^CN=/, '');

const extension = (id: string, value: Uint8Array, critical: boolean): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

const alternative = (name: string): Buffer =>
  isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
