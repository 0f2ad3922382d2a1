import { lawsHold } from './subject.js';

describe('laws', () => lawsHold());
