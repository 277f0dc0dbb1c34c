import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { keysText, makeKeys } from './keys.ts';

const HELP = `Makes the simulator's key pair for an installation, which then trusts the simulator instead of CLOVA.
The private key stays on this machine; the public key goes into kustomize/facts/<environment>/facts.yaml.
A private key that exists already is kept, and its public half is written.

  npm run keys -- --environment NAME [options]

  --environment NAME   a folder of kustomize/facts, such as local; never production, which trusts only CLOVA
  --private-key FILE   where the private key goes, outside the repository
                       (default: ~/.config/umi-mrdebugger/<environment>.pem)
  --force              a new pair even if there is one; the old private key is lost
  -h, --help           this text

At the end it prints the remaining steps. If the installation's name is not in DNS, or its certificate comes from an
authority of your own, give \`npm run say\` the options --address and --ca as well.

Exit status: 0 fine · 64 wrong usage · 78 a file that cannot be used

Examples:
  npm run keys -- --environment local
  npm run keys -- --environment staging --private-key /media/stick/staging.pem
`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run keys` */
export function keys(argv: readonly string[], { cwd, env, stdout }: Terminal): number {
  const { values } = parseLine(argv, HELP, {
    environment: { type: 'string' },
    'private-key': { type: 'string' },
    force: { type: 'boolean' },
  });
  if (values.environment === undefined) throw new UsageError('--environment is missing; expected one such as local');
  const { environment, force, 'private-key': file } = values;
  const privateKeyFile = file === undefined ? undefined : resolve(cwd, file);
  const home = env.HOME || homedir();
  stdout.write(keysText(makeKeys({ root: ROOT, home, environment, privateKeyFile, force })));
  return 0;
}

await startProgram(import.meta.url, keys);
