import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { Life } from '../../src/testing/life.js';
import { fakeSystem } from '../fake-system.js';

const key = 'fake docker-media/metube';

describe('a life', () => {
  test('what was made is remembered across processes, and forgotten with its removal', async () => {
    const { subject } = fakeSystem({ markless: true });
    const life = new Life(subject);
    await life.go('none', 'service');
    expect(life.made()).toEqual([key]);
    life.restart();
    expect(await life.planned('none', 'service')).toEqual([]);
    await life.go('service', 'none');
    expect(life.made()).toEqual([]);
  });

  test('a killed process writes down what it was about to do, and nothing after that', async () => {
    const { subject } = fakeSystem();
    const life = new Life(subject);
    await life.killed('none', 'service');
    expect(life.made()).toEqual([]);
    expect(await life.planned('none', 'service')).toMatchObject([{ before: { live: true }, after: { live: true } }]);
  });

  test('where somebody else holds a name nothing can be planned freely; trying it anyway is a conflict', async () => {
    const { subject } = fakeSystem();
    const life = new Life(subject);
    await subject.occupy('other');
    await expect(life.planned('none', 'service')).rejects.toThrow('nobody else holds these names');
    expect((await life.run('none', 'service')).map(({ status }) => status)).toEqual(['conflict']);
  });

  test('a change that must succeed and does not is an error', async () => {
    const { subject } = fakeSystem();
    subject.faults.arm(3, 'request');
    await expect(new Life(subject).go('none', 'service')).rejects.toThrow('docker-media/metube: deferred');
  });
});

describe('examples', () => {
  test('are fresh each time, and changed where it is asked for', () => {
    expect(exampleService()).toEqual(exampleService());
    expect(exampleService()).not.toBe(exampleService());
    expect(exampleService({ deployment: { image: 'x' } }).deployment).toEqual({ ...exampleService().deployment, image: 'x' });
    expect(exampleService({ traefik: null }).traefik).toBeNull();
    expect(exampleSite({ domain: 'lab.example' })).toEqual({ ...exampleSite(), domain: 'lab.example' });
    expect(exampleHost({ port: 2222 })).toEqual({ ...exampleHost(), port: 2222 });
  });

  test('knock on nobody’s door: every address is for documentation', () => {
    const addresses = JSON.stringify([exampleService(), exampleSite()]).match(/\d+\.\d+\.\d+\.\d+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((address) => !/^(192\.0\.2|127)\./.test(address))).toEqual([]);
  });
});
