/** One directory of a service on the host, as `scripts/observe.sh` printed it. */
export interface Place {
  readonly service: string;
  readonly path: string;
  /** Names of files there that we would write and that have no header of ours: compose files, `.env`. */
  readonly unmarked: Set<string>;
  /** There is a directory of our own records. */
  records?: boolean;
  /** A run was cut off while it staged or kept a revision. */
  staged?: boolean;
  manifest?: string;
  applied?: string;
  /** Text of the compose file, with our header or without. */
  compose?: string;
  /** Compose services whose containers were taken over as they were, without our label. */
  kept?: readonly string[];
  /** Text of the file of ours that is merged over a compose file of the service's own. */
  overlay?: string;
  /** The registry holds a newer image under the tag of a container. */
  outdated?: boolean;
  readonly files: Map<string, { readonly sha256: string; readonly mode: number; readonly size: number }>;
  /** Salted digest of each line of `.env` by variable. */
  readonly env: Map<string, string>;
  /** `.env` is not as we wrote it; known where it holds values of an encrypted file. */
  tampered?: boolean;
}

/** What is in the way of writing in a directory: a place that may not be written in, or one that is no directory. */
export interface Obstacle {
  readonly kind: 'denied' | 'file';
  readonly path: string;
  readonly place: string;
}

export interface Observation {
  readonly containers: string[];
  readonly places: Place[];
  /** `<container ID> <network mode>`, as far as it was asked for. */
  readonly modes: string[];
  /** What runs there, by the columns that it was asked for, where `containers` do not tell their ports. */
  readonly published: string[];
  readonly obstacles: Obstacle[];
  /** Docker has no compose. */
  readonly unplugged: boolean;
  /** What docker or the file system complained about. */
  readonly troubles: string[];
  /** False when the output ends early. */
  readonly complete: boolean;
}

/** Parses the sections of the script. */
export function parseObservation(output: string, boundary: string): Observation {
  const [containers, places, modes, troubles]: [string[], Place[], string[], string[]] = [[], [], [], []];
  const [published, obstacles]: [string[], Obstacle[]] = [[], []];
  let [complete, unplugged] = [false, false];
  for (const section of output.split(`\n${boundary} `).slice(1)) {
    const end = section.indexOf('\n');
    const [head, text] = end < 0 ? [section, ''] : [section.slice(0, end), section.slice(end + 1)];
    const [kind = '', ...words] = head.split('\t');
    const place = places.at(-1);
    if (kind === 'containers') containers.push(...linesOf(text));
    else if (kind === 'modes') modes.push(...linesOf(text));
    else if (kind === 'published') published.push(...linesOf(text));
    else if (kind === 'unplugged') unplugged = true;
    else if (kind === 'denied' || kind === 'file') obstacles.push({ kind, path: words[0] ?? '', place: words[1] ?? '' });
    else if (kind === 'trouble') troubles.push(text.trim());
    else if (kind === 'at') places.push(emptyPlace(words));
    else if (kind === 'end') complete = true;
    else if (place !== undefined) sections[kind]?.(place, words[0] ?? '', text);
  }
  return { containers, places, modes, published, obstacles, unplugged, troubles, complete };
}

const emptyPlace = ([service = '', path = '']: readonly string[]): Place => ({
  service,
  path,
  unmarked: new Set(),
  files: new Map(),
  env: new Map(),
});

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

const sections: Readonly<Record<string, (place: Place, name: string, text: string) => void>> = {
  unmarked: (place, name) => void place.unmarked.add(name),
  records: (place) => void (place.records = true),
  staged: (place) => void (place.staged = true),
  manifest: (place, _, text) => void (place.manifest = text),
  applied: (place, _, text) => void (place.applied = text),
  compose: (place, _, text) => void (place.compose = text),
  kept: (place, _, text) => void (place.kept = linesOf(text)[0]?.split(' ').slice(1) ?? []),
  overlay: (place, _, text) => void (place.overlay = text),
  tampered: (place) => void (place.tampered = true),
  images: (place, _, text) => void (place.outdated = linesOf(text).includes('outdated')),
  files(place, _, text) {
    for (const line of linesOf(text)) {
      const [sha256 = '', mode = '', size = '', ...path] = line.split('\t');
      place.files.set(path.join('\t'), { sha256, mode: Number.parseInt(mode, 8), size: Number(size) });
    }
  },
  env(place, _, text) {
    for (const line of linesOf(text)) {
      const [name = '', digest = ''] = line.split('\t');
      place.env.set(name, digest);
    }
  },
};
