import type { Remote } from '@hl/core';
import { engines } from '../../src/client/engine.js';
import { parseSample, sampler } from '../../src/observe/sample.js';

const id = (letter: string): string => letter.repeat(64);
const row = (letter: string, project: string, oneOff = 'False'): string =>
  [id(letter), `${project}-${letter}`, 'running', 'Up', 'x:1', project, letter, 'h', 'label', '/opt', oneOff, '', project].join('\t');
const detail = (letter: string, since: string, restarts = 0): string => `${id(letter)} ${restarts} ${since} sha256:${letter} 1 {} `;
const printed = (rows: string[], details: string[], clock = '1700000010.500'): string =>
  `${clock}\n\n${rows.join('\n')}\n\n${details.join('\n')}\n`;
const at = (seconds: number): string => new Date((1_700_000_000 + seconds) * 1000).toISOString();

describe('what the scripts print', () => {
  const parse = (text: string, ...projects: string[]) => parseSample(text, engines.docker, projects);

  test('containers of each project with the images they run, and for how long nothing was started', () => {
    const samples = parse(
      printed(
        [row('a', 'one'), row('b', 'one'), row('c', 'two'), row('d', 'one', 'True')],
        [detail('a', at(1)), detail('b', at(3), 2), detail('c', at(9))],
      ),
      'one',
      'two',
    );
    expect(samples.get('one')).toMatchObject({
      identity: `${id('a')} 0 ${at(1)} sha256:a\n${id('b')} 2 ${at(3)} sha256:b`,
      quietMs: 7500,
      containers: [
        { name: 'one-a', imageId: 'sha256:a', restarts: 0 },
        { name: 'one-b', imageId: 'sha256:b', restarts: 2 },
      ],
    });
    expect(samples.get('two')).toMatchObject({ quietMs: 1500 });
  });

  test('an engine that gives no details, a project without containers', () => {
    expect(parse(printed([row('a', 'one')], [], ''), 'one', 'two')).toEqual(
      new Map([
        [
          'one',
          {
            identity: `${id('a')} `,
            quietMs: 0,
            containers: [expect.objectContaining({ imageId: 'label', restarts: 0, startPeriodMs: 0, listens: false })],
          },
        ],
        ['two', { identity: '', quietMs: Infinity, containers: [] }],
      ]),
    );
  });
});

describe('a sampler', () => {
  const host = (answer: (projects: string[]) => { code: number; stdout: string; stderr: string } | Promise<never>) => {
    const asked: string[][] = [];
    const run = async (argv: readonly string[]) => {
      asked.push(argv.slice(4));
      return answer(argv.slice(4));
    };
    return { asked, sample: sampler({ name: 'h', run } as unknown as Remote, engines.docker, async () => {}) };
  };

  test('looks once for all that ask meanwhile', async () => {
    const { asked, sample } = host((projects) => ({
      code: 0,
      stderr: '',
      stdout: printed(
        projects.map((project) => row('a', project)),
        [],
      ),
    }));
    const names = await Promise.all([sample('one'), sample('two'), sample('one')]);
    expect(names.map(({ containers }) => containers[0]?.name)).toEqual(['one-a', 'two-a', 'one-a']);
    expect(asked).toEqual([['one', 'two']]);
    await sample('three');
    expect(asked).toEqual([['one', 'two'], ['three']]);
  });

  test('an answer that fails is an error of docker, and the next one is asked for anew', async () => {
    let code = 1;
    const { sample } = host(() => ({ code, stdout: printed([], []), stderr: 'Cannot connect to the Docker daemon' }));
    await expect(sample('one')).rejects.toMatchObject({ code: 'HL_DOCKER_DOWN' });
    code = 0;
    await expect(sample('one')).resolves.toEqual({ identity: '', quietMs: Infinity, containers: [] });
  });
});
