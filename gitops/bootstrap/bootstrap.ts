import { parseArgs } from 'node:util';
import { EXIT, startProgram, UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, readFacts } from '../facts.ts';
import { createKubectl, KubectlError } from '../kubectl.ts';
import { findRenderer, RenderError } from '../render/renderer.ts';
import { install } from './install.ts';

const HELP = `Hands an environment over to Argo CD, once; from then on a git push is all it takes. Installs Argo CD where the
cluster has none. May be run again at any time: what is as it should be is left so.

  npm run bootstrap -- --context NAME --environment local|staging|production

  --context NAME       the context of your kubeconfig; there is no default, so that no cluster is hit by accident
  --environment NAME   whose facts (kustomize/facts/NAME/facts.yaml) and Applications (gitops/apps/NAME)
  -h, --help           this text

Needs kubectl, and rights to create namespaces and cluster roles.

Exit status: 0 handed over · 2 the cluster could not be reached, or refused · 64 wrong usage · 78 facts that cannot
be deployed, such as an example host, or a root Application that does not build

Example:
  npm run bootstrap -- --context my-cluster --environment production
`;

/** `npm run bootstrap` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string' },
      environment: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { context, environment } = values;
  if (!context || !environment) throw new UsageError('--context NAME and --environment NAME are both needed');
  const facts = readFacts('.', environment);
  const problems = factProblems(facts);
  if (problems.length > 0) throw new StartError(problems);
  try {
    await install({
      repository: '.',
      facts,
      kubectl: createKubectl({ context }),
      renderer: await findRenderer(process.env),
      report: (line) => process.stdout.write(`${line}\n`),
    });
  } catch (error) {
    if (error instanceof RenderError) throw new StartError([error.message]);
    if (!(error instanceof KubectlError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.couldNotJudge;
  }
}

await startProgram(import.meta.url, main);
