import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { EXIT, startProgram } from '#program/command.ts';
import { cataloguePage, PAGES } from './catalogue-page.ts';
import { checks } from './checks/index.ts';
import { LANGUAGES, type Language } from './text.ts';

const HELP = `Compares the pages of the catalogue with the checks that they are made from.

  node --import tsx gitops/verify/catalogue-command.ts              exits 1 where a page is not what the checks say
  node --import tsx gitops/verify/catalogue-command.ts --write      writes the pages
`;

/** `catalogue-command.ts` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  for (const language of LANGUAGES) {
    const file = new URL(PAGES[language], import.meta.url);
    const page = await formatted(language, file);
    if (values.write) writeFileSync(file, page);
    else if (read(file) !== page) {
      process.stderr.write(
        `${PAGES[language]} is not what the checks say: node --import tsx gitops/verify/catalogue-command.ts --write\n`,
      );
      process.exitCode = EXIT.problems;
    }
  }
}

async function formatted(language: Language, file: URL): Promise<string> {
  const options = await resolveConfig(file);
  return await format(cataloguePage(checks, language), { ...options, parser: 'markdown' });
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

await startProgram(import.meta.url, main);
