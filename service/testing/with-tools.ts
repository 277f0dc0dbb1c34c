import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { versions } from 'node:process';
import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';

/** Programs that some tests need and npm does not install, and how to get them. */
const TOOLS = {
  argocd: 'https://argo-cd.readthedocs.io/en/stable/cli_installation/',
  buildah: 'apt-get install buildah',
  buildkitd: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  buildx: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  chromium: 'apt-get install chromium fonts-noto-cjk',
  cosign: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  crane: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  curl: 'apt-get install curl',
  etcd: 'https://etcd.io/docs/latest/install/',
  helm: 'https://helm.sh/docs/intro/install/',
  jq: 'apt-get install jq',
  'kube-apiserver': 'https://kubernetes.io/releases/download/',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
  'kubectl-kyverno': '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  promtool: '.github/tools/install FOLDER lint, and put FOLDER on the PATH',
  runc: 'apt-get install runc',
} as const;

interface Group {
  readonly name: string;
  readonly shows: string;
  readonly tools: readonly (keyof typeof TOOLS)[];
  /** The oldest Node it runs on, where that is newer than the service's. */
  readonly node?: string;
}

/** Tests that need such programs: a group is the files `*.<name>.ts`. */
const GROUPS: readonly Group[] = [
  {
    name: 'access',
    shows: "a token of GitHub's reads a cluster, and no other token does",
    tools: ['curl', 'etcd', 'jq', 'kube-apiserver', 'kubectl'],
  },
  { name: 'argocd', shows: 'what Argo CD tells GitHub, and when, and what it calls healthy', tools: ['argocd'] },
  { name: 'browser', shows: 'the page, in a real Chromium', tools: ['chromium', 'curl'] },
  { name: 'helm', shows: 'what verify repo finds in Helm charts, and where', tools: ['helm'] },
  {
    name: 'image',
    shows: 'the Dockerfile built, run, talked to and looked into; as root, on Linux',
    tools: ['buildah'],
  },
  {
    name: 'mutations',
    shows: 'what of the code could change without a test that notices it; takes half an hour',
    tools: [],
    node: '22.18',
  },
  { name: 'promtool', shows: 'the rules of the alerts', tools: ['promtool'] },
  {
    name: 'registry',
    shows: 'images built, pushed, signed, admitted and promoted, on this machine; as root',
    tools: ['buildah', 'buildkitd', 'buildx', 'cosign', 'crane', 'jq', 'kubectl-kyverno', 'runc'],
  },
];

const HELP = `Runs the tests that need programs which npm does not install.

  npm run test:with -- GROUP...

${GROUPS.map(({ name, shows, tools, node }) => `  ${name.padEnd(14)} ${shows}\n  ${' '.repeat(14)} needs ${node ? `Node ${node}` : tools.join(', ')}\n`).join('')}
  ${'-h, --help'.padEnd(14)} this text

Exit status: 0 fine · 1 a test failed · 2 a program is missing, which is named with how to get it · 64 wrong usage

Example: npm run test:with -- browser
`;

/** `npm run test:with` */
function testWith(argv: readonly string[], { stderr, env }: Terminal): number {
  const { positionals } = parseLine(argv, HELP, {}, 'any words');
  const names = GROUPS.map(({ name }) => name).join(', ');
  if (positionals.length === 0) throw new UsageError(`expected a group of tests: ${names}`);
  const groups = positionals.map((name) => {
    const group = GROUPS.find((each) => each.name === name);
    if (group === undefined) throw new UsageError(`${name}: expected one of ${names}`);
    return group;
  });
  const missing = new Set(groups.flatMap(({ tools }) => tools.filter((tool) => !isOnPath(tool, env.PATH))));
  for (const tool of missing) stderr.write(`${tool} is not installed, so this cannot run: ${TOOLS[tool]}\n`);
  const tooOld = groups.filter(({ node = '' }) => versions.node.localeCompare(node, 'en', { numeric: true }) < 0);
  for (const { name, node } of tooOld) stderr.write(`${name} needs Node ${node}; this is Node ${versions.node}\n`);
  if (missing.size + tooOld.length > 0) return EXIT.couldNotJudge;
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  const files = groups.flatMap(({ name }) => ['--spec', `{service,gitops,.github}/**/*.${name}.ts`]);
  const { status } = spawnSync(process.execPath, [mocha, '--no-parallel', ...files], { stdio: 'inherit' });
  return status === 0 ? 0 : EXIT.problems;
}

function isOnPath(tool: string, path = ''): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

await startProgram(import.meta.url, testWith);
