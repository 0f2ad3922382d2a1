import { lawsHold } from './subject.js';

describe('laws, in one file that people edit, too', () => lawsHold({ site: { layout: 'file' } }));
