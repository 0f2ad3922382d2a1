import type { Container } from '../../src/client/containers.js';
import type { Place } from '../../src/observe/observation.js';
import type { Holding } from '../../src/observe/ownership.js';
import { specFrom } from '../../src/spec.js';

/** Parts of what a host holds, as tests of the parsers need them. */
export const compose = 'name: web\nservices:\n  web: {image: "web:1", restart: always, labels: {hl.service: web}}\n';

export const spec = specFrom({ project: 'web', installPath: '/opt/web', compose, running: true });

export const container = (over: Partial<Container> = {}): Container => ({
  id: 'id',
  name: 'web-web-1',
  state: 'running',
  status: 'Up 1 second',
  image: 'web:1',
  project: 'web',
  service: 'web',
  configHash: 'hash',
  imageId: 'sha256:1',
  directory: '/opt/web',
  oneOff: false,
  ports: '',
  owner: 'web',
  ...over,
});

export const place = (over: Partial<Place> = {}): Place => ({
  service: 'web',
  path: '/opt/web',
  unmarked: new Set(),
  files: new Map(),
  env: new Map(),
  ...over,
});

export const holding = (over: Partial<Holding> = {}): Holding => ({
  service: 'web',
  specs: [spec],
  containers: [],
  places: [],
  stranded: null,
  separator: '-',
  ...over,
});
