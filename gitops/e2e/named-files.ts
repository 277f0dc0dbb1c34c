import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { withFile } from '#program/with-file.ts';

/** The variables in the file of --settings; none where it is not given. @throws {StartError} */
export function readVariables(file: string | undefined, cwd: string): NodeJS.Dict<string> {
  return file === undefined ? {} : parseEnv(readNamed(file, cwd, 'a file of variables').toString());
}

/** A file that the settings name. @throws {StartError} */
export function readNamed(file: string, cwd: string, expected = 'a PEM file'): Buffer {
  return withFile(file, expected, () => readFileSync(resolve(cwd, file)));
}
