import { parseLine, UsageError } from '#program/command.ts';
import { parseDuration } from '#program/duration.ts';
import { VARIABLES } from '../settings.ts';
import { LABEL } from './installation.ts';
import { MORE_VARIABLES } from './settings.ts';

export interface Options {
  readonly command: 'run' | 'list';
  readonly context: string;
  readonly only: readonly string[];
  /** Milliseconds. */
  readonly budget: number;
  readonly record: string | undefined;
  readonly atOnce: number;
  readonly settingsFile: string | undefined;
  readonly keep: boolean;
  readonly peers: string | undefined;
  readonly stopParts: boolean;
}

const variables = [...VARIABLES.map(({ name, meaning, fallback }) => ({ name, meaning, fallback })), ...MORE_VARIABLES];

export const HELP = `Breaks installations of the service on a real cluster, each in a way of its own. verify must name the cause,
before anything else and within 5 s of the moment when the cluster itself shows that something is wrong. Sound
installations are watched as well: verify must find nothing wrong with them. Removes everything again.

  npm run e2e:faults -- --context NAME --yes-delete [options]
  npm run e2e:faults -- --list

  --context NAME         the context of your kubeconfig: a cluster with Argo CD, Istio with an ingress gateway, and
                         cert-manager
  --yes-delete           you know that things labelled ${LABEL} are made and deleted there: namespaces
                         fx-…, and objects in the gateway's namespace, among the Applications, and of the cluster
  --only NAME[,NAME…]    these alone; without it all, by priority
  --list                 lists what can be run, and does nothing
  --budget DURATION      starts nothing that would not end within it, and says what it left out (default: 15m)
  --at-once NUMBER       how many at the same time (default: 2)
  --stop-parts           also those that stop a part of cert-manager for a minute, last and one by one; naming one with
                         --only runs it as well
  --record FOLDER        writes what verify saw to FOLDER/NAME.json.gz: fixtures of gitops/verify/recorded.test.ts
  --peers FILE           also asks istioctl analyze, argocd app wait and kubectl wait about each, and writes who named
                         the cause to FILE. argocd reads ARGOCD_OPTS
  --settings FILE        variables, one NAME=value a line; a variable of the environment wins
  --keep                 leaves everything as it is; the next run removes it
  -h, --help             this text

Variables:
${variables.map(({ name, meaning, fallback }) => `  ${name}${fallback ? ` (default: ${fallback})` : ''}\n      ${meaning}\n`).join('')}
Every fault has a host fx-NAME in the domain of E2E_HOST: the ACME server must find the gateway under all of them.
Needs kubectl and git.

Exit status: 0 all hold · 1 one does not · 2 the cluster could not be used · 64 wrong usage · 78 settings

Examples:
  npm run e2e:faults -- --list
  npm run e2e:faults -- --context kind-mrdebugger --yes-delete --settings ~/.cache/mrdebugger/e2e.env
  npm run e2e:faults -- --context kind-mrdebugger --yes-delete --only crash-loop,class-and-secret
  npm run e2e:faults -- --context kind-mrdebugger --yes-delete --budget 1h --peers gitops/verify/PEERS.md
`;

/** Reads a command line. @throws {UsageError | TextRequest} */
export function parseOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseLine(args, HELP, {
    context: { type: 'string' },
    'yes-delete': { type: 'boolean' },
    only: { type: 'string', multiple: true },
    list: { type: 'boolean' },
    budget: { type: 'string' },
    'at-once': { type: 'string' },
    'stop-parts': { type: 'boolean' },
    record: { type: 'string' },
    peers: { type: 'string' },
    settings: { type: 'string' },
    keep: { type: 'boolean' },
  });
  const only = (values.only ?? []).flatMap((text) => text.split(',')).filter((name) => name !== '');
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new UsageError(`--only ${unknown.join(',')}: no such fault; --list tells all`);
  if (!values.list && (!values.context || !values['yes-delete']))
    throw new UsageError(
      '--context NAME and --yes-delete are both needed: this makes and deletes things in that cluster',
    );
  const atOnce = Number(values['at-once'] || 2);
  if (!Number.isInteger(atOnce) || atOnce < 1 || atOnce > 16)
    throw new UsageError(`--at-once ${values['at-once'] ?? ''}: expected a number from 1 to 16`);
  return {
    command: values.list ? 'list' : 'run',
    context: values.context ?? '',
    ...{ only, atOnce, budget: parseDuration('--budget', values.budget || '15m') },
    ...{ record: values.record || undefined, peers: values.peers || undefined },
    settingsFile: values.settings || undefined,
    keep: values.keep ?? false,
    stopParts: values['stop-parts'] ?? false,
  };
}
