import { EXIT, parseLine, startProgram, UsageError, type Terminal } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, readFacts } from '../facts.ts';
import { createKubectl, KubectlError } from '../kubectl.ts';
import { findRenderer, RenderError } from '../render/renderer.ts';
import { install } from './install.ts';

const HELP = `Hands an environment over to Argo CD, once; from then on a git push is all it takes. Installs Argo CD where the
cluster has none. May be run again at any time: what is already right stays as it is.

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
export async function bootstrap(argv: readonly string[], { cwd, env, stdout, stderr }: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, { context: { type: 'string' }, environment: { type: 'string' } });
  const { context, environment } = values;
  if (!context || !environment) throw new UsageError('--context NAME and --environment NAME are both needed');
  const facts = readFacts(cwd, environment);
  const problems = factProblems(facts);
  if (problems.length > 0) throw new StartError(problems);
  try {
    await install({
      repository: cwd,
      facts,
      kubectl: createKubectl({ context, env }),
      renderer: await findRenderer(env, cwd),
      report: (line) => stdout.write(`${line}\n`),
    });
    return 0;
  } catch (error) {
    if (error instanceof RenderError) throw new StartError([error.message]);
    if (!(error instanceof KubectlError)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.couldNotJudge;
  }
}

await startProgram(import.meta.url, bootstrap);
