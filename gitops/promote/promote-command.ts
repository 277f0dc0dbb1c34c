import { appendFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { createGit, tryGit, type Git } from '#program/git.ts';
import { ProgramError } from '#program/run.ts';
import { withFile } from '#program/with-file.ts';
import { readFacts } from '../facts.ts';
import { DIGEST, REVISION, type Build } from './build.ts';
import { short } from './decision.ts';
import { readDigests } from './metadata.ts';
import { promote, PromotionError } from './promote.ts';

const HELP = `Tells an environment which build to run: writes the digests of both images and the commit they were built from into
kustomize/overlays/NAME/build, as one commit on top of what the remote has, and pushes it. Your working tree and your
branches stay as they are. A newer build is never replaced by an older one.

  npm run promote -- --environment NAME (--metadata FILE | --service DIGEST --verify DIGEST) [options]

  --environment NAME   staging or production, or another one of yours
  --metadata FILE      what docker buildx bake --metadata-file wrote
  --service DIGEST     the digests themselves: sha256:…
  --verify DIGEST
  --revision SHA       the commit that both were built from (default: HEAD)
  --remote NAME        where it is pushed to (default: origin)
  --branch NAME        the branch that Argo CD watches (default: that of the facts)
  --onto NAME          pushes this branch instead, one commit on top of the other: for a pull request
  --allow-older        also takes a build that is older than what is there
  --dry-run            shows the commit and pushes nothing
  --output FILE        appends promoted=true or false, and commit=SHA: $GITHUB_OUTPUT
  -h, --help           this text

Exit status: 0 pushed, or nothing to do · 1 refused · 64 wrong usage · 78 an overlay or a file that cannot be used

Examples:
  npm run promote -- --environment staging --metadata build.json
  npm run promote -- --environment production --metadata build.json --onto promote/production
  npm run promote -- --environment production --revision 1a2b3c4 --service sha256:… --verify sha256:… --allow-older
`;

/** `npm run promote` */
export async function promoteBuild(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, {
    environment: { type: 'string' },
    metadata: { type: 'string' },
    service: { type: 'string' },
    verify: { type: 'string' },
    revision: { type: 'string' },
    remote: { type: 'string', default: 'origin' },
    branch: { type: 'string' },
    onto: { type: 'string' },
    'allow-older': { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    output: { type: 'string' },
  });
  const { environment, onto, remote } = values;
  if (!environment) throw new UsageError('--environment NAME is needed: staging or production');
  const git = createGit(cwd, env);
  const wanted: Build = {
    revision: await resolveRevision(git, values.revision || 'HEAD'),
    ...(values.metadata ? readDigests(readText(values.metadata, cwd), values.metadata) : digestsOf(values)),
  };
  const branch = values.branch || readFacts(cwd, environment).branch;
  const report = (line: string) => stdout.write(`${environment}: ${line}\n`);
  try {
    const { commit, because } = await promote(
      {
        ...{ environment, wanted, remote, branch, allowOlder: values['allow-older'], isRehearsal: values['dry-run'] },
        ...(onto && { onto }),
      },
      { git, report, pause: (attempt) => setTimeout(Math.random() * 500 * attempt) },
    );
    const name = short(wanted.revision);
    if (commit === undefined) report(`${name} is not pushed: ${because}`);
    else if (values['dry-run']) stdout.write(`${await git(['show', commit])}\n`);
    else report(`${name} is pushed to ${onto || branch} of ${remote} as ${short(commit)}: ${because}`);
    if (values.output)
      appendFileSync(
        resolve(cwd, values.output),
        `promoted=${String(commit !== undefined)}\n${commit ? `commit=${commit}\n` : ''}`,
      );
    return 0;
  } catch (error) {
    // Where git itself refuses something, such as a commit without an author, it says what to do.
    if (!(error instanceof PromotionError || error instanceof ProgramError)) throw error;
    stderr.write(`${environment}: ${error.message}\n`);
    return EXIT.problems;
  }
}

async function resolveRevision(git: Git, words: string): Promise<string> {
  const revision = (await tryGit(git(['rev-parse', '--verify', '--quiet', `${words}^{commit}`]))) ?? words;
  if (!REVISION.test(revision)) throw new UsageError(`--revision ${words}: expected a commit of this clone`);
  return revision;
}

function digestsOf({ service = '', verify = '' }: { service?: string | undefined; verify?: string | undefined }) {
  for (const [name, digest] of Object.entries({ service, verify }))
    if (!DIGEST.test(digest))
      throw new UsageError(`--${name} ${digest}: expected sha256: and 64 hex digits, or --metadata FILE`);
  return { service, verify };
}

function readText(file: string, cwd: string): string {
  const read = () => readFileSync(resolve(cwd, file), 'utf8');
  return withFile(`--metadata ${file}`, 'what docker buildx bake has written', read);
}

await startProgram(import.meta.url, promoteBuild);
