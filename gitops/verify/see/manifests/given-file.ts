import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import { documentsOf, type Given } from './documents.ts';
import { placeText } from './place.ts';

const EXPECTED = { en: 'manifests in YAML or JSON', ko: 'YAML이나 JSON 매니페스트 파일' };

/**
 * The objects in a file that somebody named.
 * @param option how it was named
 * @param file its path; `-` is standard input
 * @throws {StartError} where it cannot be read, or is no YAML
 */
export function readManifests(option: string, file: string, cwd: string): Given {
  const text = withFile(`${option} ${file}`, EXPECTED, () =>
    readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8'),
  );
  const { objects, listed, problems } = documentsOf({ path: file, text });
  const [problem] = problems;
  if (problem) throw new StartError([`${option} ${placeText(problem.place)}: ${problem.message}`]);
  return { objects, listed };
}
