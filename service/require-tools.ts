import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EXIT, runCommand, UsageError } from './command.ts';

/** Programs that some tests need and npm does not bring, and how Debian and Ubuntu install them. */
const TOOLS: Readonly<Record<string, string>> = {
  chromium: 'apt-get install chromium fonts-noto-cjk',
  buildah: 'apt-get install buildah',
};

/** `require-tools.ts TOOL...`: names every tool that is not on the PATH; exit 2 if there is one. */
function main(): void {
  for (const tool of process.argv.slice(2)) {
    const install = TOOLS[tool];
    if (install === undefined) throw new UsageError(`${tool}: expected one of ${Object.keys(TOOLS).join(', ')}`);
    if (isOnPath(tool)) continue;
    process.stderr.write(`${tool} is not installed, so these tests cannot run: ${install}\n`);
    process.exitCode = EXIT.couldNotJudge;
  }
}

function isOnPath(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

await runCommand(main);
