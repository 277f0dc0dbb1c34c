import { readFileSync, writeFileSync } from 'node:fs';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { cataloguePage, PAGES } from './catalogue-page.ts';
import { checks } from '../judge/checks/index.ts';
import { LANGUAGES } from '#program/language.ts';

const HELP = `Compares the pages of the catalogue with the checks that they are made from.

  node --import tsx gitops/verify/tell/catalogue-command.ts              names each page that is not what the checks say
  node --import tsx gitops/verify/tell/catalogue-command.ts --write      writes the pages

  -h, --help   this text

Exit status: 0 fine · 1 a page is not what the checks say · 64 wrong usage
`;

/** `catalogue-command.ts` */
function catalogue(argv: readonly string[], { stderr }: Terminal): number {
  const { values } = parseLine(argv, HELP, { write: { type: 'boolean' } });
  let status = 0;
  for (const language of LANGUAGES) {
    const file = new URL(`../${PAGES[language]}`, import.meta.url);
    const page = cataloguePage(checks, language);
    if (values.write) writeFileSync(file, page);
    else if (read(file) !== page) {
      stderr.write(
        `${PAGES[language]} is not what the checks say: node --import tsx gitops/verify/tell/catalogue-command.ts --write\n`,
      );
      status = EXIT.problems;
    }
  }
  return status;
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

await startProgram(import.meta.url, catalogue);
