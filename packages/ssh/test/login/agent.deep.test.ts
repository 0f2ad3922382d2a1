import { join } from 'node:path';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';
import { identity, pretendedAgent, silence } from '../pretended-agent.js';

let lab: Bench;
beforeEach(() => (lab = bench()));
afterEach(() => lab.close());

test.each([
  ['does not say which keys it has', () => silence, /no answer/],
  ['does not sign: somebody has to touch the key', identity, /no answer.*touch/],
])('an agent that %s is named, within the connect timeout, and nothing of it stays open', async (_, onAsk, message) => {
  const host = await lab.host();
  const agentSocket = join(lab.directory, 'pretended');
  const agent = await pretendedAgent(agentSocket, onAsk(lab.publicKey), silence);
  const answer = lab
    .fleet({ web: lab.site(host, { connectTimeoutSeconds: 1 }) }, { agentSocket, keyFile: undefined as never })
    .remote('web')
    .run(['true']);
  await expect(answer).rejects.toMatchObject({
    code: 'HL_SSH_AGENT',
    kind: 'input',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('ssh-add'),
  });
  expect(host.accepted).toBe(0);
  while ((await agent.connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5)); // the test's own limit ends it
  agent.close();
});
