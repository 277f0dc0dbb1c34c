import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { EXTENSION_ID } from './lint.ts';
import { readModel } from './model-files.ts';
import { intentText, slotTypeText } from './tsv.ts';

const HELP = `Writes the interaction model under the names that the CLOVA console gives its own exports, every form of an
utterance in a line of its own.

  npm run export:model -- [--extension-id ID] [--out DIR]

  --extension-id ID   the Extension ID of the console (default: the one in skill.yaml)
  --out DIR           where the files go (default: dist/interaction-model)
  -h, --help          this text

Upload slot types first, then intents; an upload replaces everything that stood there.

Exit status: 0 written · 64 wrong usage · 78 a file or a folder that cannot be used

Example: npm run export:model -- --extension-id kr.my.debugger --out /tmp/model
`;

/** `npm run export:model` */
export function exportModel(argv: readonly string[], { cwd, stdout }: Terminal): number {
  const { values } = parseLine(argv, HELP, { 'extension-id': { type: 'string' }, out: { type: 'string' } });
  const { skill, intents, slotTypes } = readModel();
  const id = values['extension-id'] ?? skill.extensionId;
  if (!EXTENSION_ID.test(id)) throw new UsageError(`--extension-id ${id}: expected one such as kr.example.mrdebugger`);
  const out = resolve(cwd, values.out ?? 'dist/interaction-model');
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new StartError([`${out}: ${(error as Error).message}; expected a folder`]);
  }
  // A real export shows this form for intents; for slot types it is assumed.
  const files = [
    ...slotTypes.map(({ name, values }) => ({ name: `${id}_slot_${name}.tsv`, text: slotTypeText(values) })),
    ...intents.map((intent) => ({ name: `${id}_intent_${intent.name}.tsv`, text: intentText(intent) })),
  ];
  for (const { name, text } of files) {
    writeFileSync(join(out, name), text);
    stdout.write(`${join(out, name)}\n`);
  }
  return 0;
}

await startProgram(import.meta.url, exportModel);
