import { lawsHold } from './subject.js';

const lab = { entryPoints: { web: {}, websecure: { tls: { certResolver: 'letsencrypt' } } } };

describe('laws, where an entryPoint has TLS of its own and routers are called otherwise', () =>
  lawsHold({ emulator: lab, entrypoints: ['web', 'websecure'] }));
