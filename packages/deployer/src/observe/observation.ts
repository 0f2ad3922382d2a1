/** One directory of a service on the host, as the observe script printed it. */
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
  /** The registry holds a newer image under the tag of a container. */
  outdated?: boolean;
  readonly files: Map<string, { readonly sha256: string; readonly mode: number; readonly size: number }>;
  /** Salted digest of each line of `.env` by variable. */
  readonly env: Map<string, string>;
  /** `.env` is not as we wrote it; known where it holds values of an encrypted file. */
  tampered?: boolean;
}

export interface Observation {
  readonly containers: string[];
  readonly places: Place[];
  /** What docker or the file system complained about. */
  readonly troubles: string[];
  /** False when the output ends early. */
  readonly complete: boolean;
}

/** Parses the sections of the observe script. */
export function parseObservation(output: string, boundary: string): Observation {
  const observation = { containers: [] as string[], places: [] as Place[], troubles: [] as string[], complete: false };
  for (const section of output.split(`\n${boundary} `).slice(1)) {
    const end = section.indexOf('\n');
    const [kind = '', ...words] = (end < 0 ? section : section.slice(0, end)).split('\t');
    const text = end < 0 ? '' : section.slice(end + 1);
    const lines = text.split('\n').filter((line) => line !== '');
    const place = observation.places.at(-1);
    if (kind === 'containers') observation.containers.push(...lines);
    else if (kind === 'trouble') observation.troubles.push(text.trim());
    else if (kind === 'at') observation.places.push(emptyPlace(words));
    else if (kind === 'end') observation.complete = true;
    else if (place !== undefined) read(place, kind, words, text, lines);
  }
  return observation;
}

const emptyPlace = ([service = '', path = '']: readonly string[]): Place => ({
  service,
  path,
  unmarked: new Set(),
  files: new Map(),
  env: new Map(),
});

function read(place: Place, kind: string, words: readonly string[], text: string, lines: readonly string[]): void {
  if (kind === 'unmarked') place.unmarked.add(words[0] ?? '');
  else if (kind === 'records') place.records = true;
  else if (kind === 'staged') place.staged = true;
  else if (kind === 'manifest') place.manifest = text;
  else if (kind === 'applied') place.applied = text;
  else if (kind === 'compose') place.compose = text;
  else if (kind === 'tampered') place.tampered = true;
  else if (kind === 'images') place.outdated = lines.includes('outdated');
  else if (kind === 'files') {
    for (const line of lines) {
      const [sha256 = '', mode = '', size = '', ...path] = line.split('\t');
      place.files.set(path.join('\t'), { sha256, mode: Number.parseInt(mode, 8), size: Number(size) });
    }
  } else if (kind === 'env') {
    for (const line of lines) {
      const [name = '', digest = ''] = line.split('\t');
      place.env.set(name, digest);
    }
  }
}
