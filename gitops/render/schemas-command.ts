import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, parseLine, UsageError, type Terminal } from '#program/command.ts';
import { createKubectl, KubectlError, type Kubectl } from '../kubectl.ts';
import { renderEverything } from './everything.ts';
import { findRenderer } from './renderer.ts';
import { schemaOf, type OpenApi } from './schema.ts';
import { READ_KINDS, schemaFile } from './schemas.ts';

const HELP = `Takes the schemas that renders are held against (gitops/render/schemas) from an API server: those of every kind that
the kustomizations of this repository render, and of the kinds whose fields verify accounts for.

  npm run render -- schemas --context NAME             compares them
  npm run render -- schemas --context NAME --write     writes them; git diff then shows what changed

  --context NAME   the context of your kubeconfig: a cluster with the versions that are deployed
  -h, --help       this text

The schema of a kind that the cluster does not know stays as it is, which is noted.

Exit status: 0 fine · 1 a schema that differs · 2 the cluster could not be reached, or knows not every kind
64 wrong usage · 78 no kustomize

Example: npm run render -- schemas --context kind-mrdebugger --write
`;

const FOLDER = 'gitops/render/schemas';

/** `npm run render -- schemas` */
export async function renderSchemas(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd, env, stdout, stderr } = terminal;
  const { values } = parseLine(argv, HELP, { context: { type: 'string' }, write: { type: 'boolean' } });
  if (!values.context) throw new UsageError('--context NAME is needed: a cluster that knows the kinds');
  const rendered = await renderEverything(await findRenderer(env, cwd), cwd);
  const kinds = new Map(
    [...READ_KINDS, ...rendered].map(({ apiVersion, kind }) => [
      schemaFile({ apiVersion, kind }),
      { apiVersion, kind },
    ]),
  );
  let [problems, unknown] = [0, 0];
  const change = (file: string, done: string, problem: string, make: (path: string) => void) => {
    if (values.write) make(join(cwd, FOLDER, file));
    else problems += 1;
    stdout.write(`${FOLDER}/${file}${values.write ? `: ${done}` : ` ${problem}`}\n`);
  };
  try {
    const documents = documentsOf(createKubectl({ context: values.context, env }));
    for (const [file, kind] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const schema = schemaOf(await documents(kind.apiVersion), kind);
      if (schema === undefined) {
        unknown += 1;
        stderr.write(`note: the cluster does not know ${kind.apiVersion} ${kind.kind}: its schema stays as it is\n`);
        continue;
      }
      const text = `${JSON.stringify(schema, undefined, 1)}\n`;
      if (text === read(join(cwd, FOLDER, file))) continue;
      change(file, 'written', 'differs from what the cluster knows', (path) => {
        writeFileSync(path, text);
      });
    }
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  }
  for (const file of readdirSync(join(cwd, FOLDER)).filter((name) => !kinds.has(name)))
    change(file, 'removed', 'is the schema of no kind that is rendered, or that verify reads', rmSync);
  const verdict = problems > 0 ? `${problems} problems` : unknown > 0 ? 'not all known' : 'fine';
  stdout.write(`${kinds.size} kinds: ${verdict}\n`);
  return problems > 0 ? EXIT.problems : unknown > 0 ? EXIT.couldNotJudge : 0;
}

/** Where an API server tells what, by API version. */
interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

/** What an API server tells of an API version, each asked for once. @throws {KubectlError} */
function documentsOf(kubectl: Kubectl): (apiVersion: string) => Promise<OpenApi> {
  const known = new Map<string, Promise<OpenApi>>();
  const get = async (path: string): Promise<unknown> => JSON.parse(await kubectl(['get', '--raw', path]));
  let index: Promise<Index> | undefined;
  const ask = async (apiVersion: string): Promise<OpenApi> => {
    index ??= get('/openapi/v3') as Promise<Index>;
    const { paths } = await index;
    const address = paths[apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`]?.serverRelativeURL;
    return address === undefined ? {} : ((await get(address)) as OpenApi);
  };
  return (apiVersion) => {
    const answer = known.get(apiVersion) ?? ask(apiVersion);
    known.set(apiVersion, answer);
    return answer;
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
