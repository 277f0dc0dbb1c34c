import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EXIT, runCommand, UsageError } from './command.ts';

/** Programs that some tests need and npm does not bring, and how Debian and Ubuntu install them. */
const TOOLS: Readonly<Record<string, string>> = {
  actionlint: '.github/tools/install FOLDER lint, and put FOLDER on the PATH',
  argocd: 'https://argo-cd.readthedocs.io/en/stable/cli_installation/',
  buildah: 'apt-get install buildah',
  buildkitd: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  buildx: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  chromium: 'apt-get install chromium fonts-noto-cjk',
  cosign: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  crane: '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  curl: 'apt-get install curl',
  etcd: 'https://etcd.io/docs/latest/install/',
  jq: 'apt-get install jq',
  'kube-apiserver': 'https://kubernetes.io/releases/download/',
  kubectl: 'https://kubernetes.io/docs/tasks/tools/',
  'kubectl-kyverno': '.github/tools/install FOLDER delivery, and put FOLDER on the PATH',
  promtool: '.github/tools/install FOLDER lint, and put FOLDER on the PATH',
  runc: 'apt-get install runc',
  shellcheck: '.github/tools/install FOLDER lint, and put FOLDER on the PATH',
  zizmor: '.github/tools/install FOLDER lint, and put FOLDER on the PATH',
};

/** `require-tools.ts TOOL...`: names every tool that is not on the PATH; exit 2 if there is one. */
function main(): void {
  for (const tool of process.argv.slice(2)) {
    const install = TOOLS[tool];
    if (install === undefined) throw new UsageError(`${tool}: expected one of ${Object.keys(TOOLS).join(', ')}`);
    if (isOnPath(tool)) continue;
    process.stderr.write(`${tool} is not installed, so this cannot run: ${install}\n`);
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
