import { apply } from '@hl/core';
import { pihole } from '@hl/pihole';
import { creations, password, quick, withPihole } from '../lab.js';

const applied = [{ status: 'applied' }];

describe('https', () => {
  test.each([
    ['its CA and its name', (ca: string) => ({ ca, servername: 'pi.hole' }), null],
    ['insecure', () => ({ insecure: true }), null],
    ['nothing', () => ({}), /not trusted \(SELF_SIGNED_CERT_IN_CHAIN/],
    ['its CA alone: its certificate is for pi.hole, whatever the URL says', (ca: string) => ({ ca }), null],
    ['its CA, but another name', (ca: string) => ({ ca, servername: 'other.hole' }), /for another name \(ERR_TLS_CERT_ALTNAME_INVALID/],
    ['another CA', () => ({ ca: '', servername: 'pi.hole' }), /not trusted/],
  ])('with %s', (_, trust, refused) =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url ?? '', password, timing: quick, ...trust(lab.https?.ca ?? '') });
      const outcomes = await apply(dns, creations('a.lab', 'b.lab', 'c.lab'));
      await dns.close();
      if (refused) {
        expect(outcomes[0]).toMatchObject({
          status: 'failed',
          error: { code: 'HL_PIHOLE_TLS', kind: 'refused', message: expect.stringMatching(refused) },
        });
      } else expect(outcomes).toMatchObject([...applied, ...applied, ...applied]);
      expect(lab.sessions()).toBe(0);
    }),
  );

  test('http on its port is told apart from a Pi-hole that is not there', () =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url.replace('https:', 'http:') ?? '', password, timing: quick });
      const error = { kind: 'unreachable', hint: expect.stringMatching(/speaks TLS \(then use https:/) };
      expect(await apply(dns, creations('a.lab'))).toMatchObject([{ error }]);
    }));

  test('one connection carries it all: a handshake between read and write would give others time to write', () =>
    withPihole({ tls: true }, {}, async ({ lab }) => {
      const dns = pihole({ url: lab.https?.url ?? '', password, insecure: true, timing: quick });
      expect(await apply(dns, creations('a.lab', 'b.lab', 'c.lab'))).toMatchObject([...applied, ...applied, ...applied]);
      await dns.close();
      expect(lab.https?.connections).toBe(1);
    }));
});
