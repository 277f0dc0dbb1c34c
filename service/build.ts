import { bundleService, bundleVerify } from './bundle.ts';
import { parseLine, startProgram } from '#program/command.ts';

const HELP = `Bundles the program of each image into one file that needs only Node: dist/main.cjs and dist/verify.cjs.

  npm run build

  -h, --help   this text

Exit status: 0 built · 1 something could not be bundled, which is told above it · 64 wrong usage
`;

/** `npm run build` */
async function build(argv: readonly string[]): Promise<number> {
  parseLine(argv, HELP, {});
  await Promise.all([bundleService('dist/main.cjs'), bundleVerify('dist/verify.cjs')]);
  return 0;
}

await startProgram(import.meta.url, build);
