import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

const EXPECTED = 'what --shrink has printed';

const objects = z.array(z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) }));
const worlds = z.array(
  z.looseObject({
    ...{ kind: z.string(), name: z.string(), older: objects, manifests: objects },
    requests: z.array(z.looseObject({ host: z.string(), path: z.string() })),
  }),
);

/** The configurations of a file, one or a list. @throws {StartError} where it cannot be read, or holds something else */
export function readWorlds(file: string, cwd: string): readonly RandomWorld[] {
  const place = `--replay ${file}`;
  const all = withFile(place, EXPECTED, () => [parse(readFileSync(resolve(cwd, file), 'utf8')) as unknown].flat());
  const { data, error } = worlds.safeParse(all);
  if (!error) return data as unknown as readonly RandomWorld[];
  const field = error.issues[0]?.path.slice(1).join('.') || 'YAML';
  throw new StartError([`${place}: ${field} is not as expected; expected ${EXPECTED}`]);
}
