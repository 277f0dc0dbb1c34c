import { run } from '#program/run.ts';
import { StartError } from '#program/start-error.ts';
import type { Fault, Lab } from './fault.ts';
import type { Outcome } from './run-fault.ts';

/** What another program made of a fault. */
export interface PeerAnswer {
  readonly peer: Peer['name'];
  /** The words in which it named the cause. */
  readonly words?: string;
  readonly exitStatus: number | 'missing' | 'time-out';
  readonly seconds: number;
}

interface Peer {
  readonly name: 'istioctl analyze' | 'argocd app wait' | 'kubectl wait';
  /** undefined where there is nothing it could be asked about. */
  readonly commandFor: (fault: Fault, lab: Lab) => readonly (readonly string[])[];
}

/** Characters of what is quoted. */
const LONGEST = 140;
/** Seconds that each may take: longer waiting tells no more. */
const DEADLINE = 15;

const PEERS: readonly Peer[] = [
  {
    name: 'istioctl analyze',
    commandFor: (_, { context, names, ground }) =>
      [names.name, ground.gatewayNamespace].map((namespace) => [
        ...['istioctl', '--context', context, 'analyze', '--namespace', namespace, '--color=false'],
      ]),
  },
  {
    name: 'argocd app wait',
    commandFor: ({ by }, { names }) =>
      by === 'argo-cd' ? [['argocd', 'app', 'wait', names.name, '--timeout', String(DEADLINE - 5)]] : [],
  },
  {
    name: 'kubectl wait',
    commandFor: (_, { context, names, ground, certificateNamespace = ground.gatewayNamespace }) => [
      [
        ...['kubectl', '--context', context, '--namespace', certificateNamespace, 'wait', '--for=condition=Ready'],
        ...[`certificate/${names.name}`, `--timeout=${DEADLINE - 5}s`],
      ],
    ],
  },
];

/** Asks each about a fault that is visible. */
export async function askPeers(fault: Fault, lab: Lab): Promise<readonly PeerAnswer[]> {
  const answers: PeerAnswer[] = [];
  for (const { name, commandFor } of PEERS) {
    const commands = commandFor(fault, lab);
    if (commands.length === 0) continue;
    const start = performance.now();
    const results = [];
    for (const command of commands) results.push(await ask(command));
    const lines = results.flatMap(({ output }) => output.split('\n'));
    const words = lines.flatMap((line) => wordsOf(line, lab.names.name, fault.cause) ?? [])[0];
    const seconds = (performance.now() - start) / 1000;
    const exitStatus = results.map((result) => result.exitStatus).find((status) => status !== 0) ?? 0;
    answers.push({ peer: name, ...(words === undefined ? {} : { words }), exitStatus, seconds });
  }
  return answers;
}

/** The part of a line on an installation that names the cause; its own name, which may contain any word, does not count. */
export function wordsOf(line: string, name: string, cause: RegExp): string | undefined {
  if (!line.includes(name)) return undefined;
  const words = line.replaceAll(name, '…').replace(/\s+/g, ' ').trim();
  const match = cause.exec(words);
  if (!match) return undefined;
  const start = Math.max(0, Math.min(match.index - 20, words.length - LONGEST));
  const part = words.slice(start, start + LONGEST);
  return `${start > 0 ? '… ' : ''}${part}${start + LONGEST < words.length ? ' …' : ''}`;
}

async function ask([program = '', ...words]: readonly string[]): Promise<{
  readonly output: string;
  readonly exitStatus: PeerAnswer['exitStatus'];
}> {
  try {
    const { status, stdout, stderr } = await run(program, words, { timeLimit: DEADLINE * 1000 });
    return { output: `${stdout}\n${stderr}`, exitStatus: status ?? 'time-out' };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { output: '', exitStatus: 'missing' };
  }
}

interface Row {
  readonly fault: Fault;
  readonly outcome: Outcome;
  readonly answers: readonly PeerAnswer[];
}

/** The table as a page. */
export function peersPage(rows: readonly Row[], versions: readonly string[], command: string): string {
  const names = PEERS.map(({ name }) => name);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(['Fault', 'verify', ...names]),
    line(['---', '---', ...names.map(() => '---')]),
    ...rows.map(({ fault, outcome, answers }) =>
      line([
        `${fault.name}: ${fault.what}`,
        cellOf(outcome),
        ...names.map((name) => peerCell(answers.find(({ peer }) => peer === name))),
      ]),
    ),
  ];
  return `# Who names the cause

The same faults, provoked on a real cluster, each in an installation of its own, and what each program made of them as
soon as the cluster showed them: whether it named the cause, its exit status, and the seconds it took. Made by

    ${command}

${versions.map((each) => `- ${each}\n`).join('')}
${table.join('\n')}

“named” is told of a program whose output has a line on this installation that names the object or the sentence that is
the cause (\`cause\` in gitops/e2e/faults). \`istioctl analyze\` is asked twice: for the namespace of the application and
for that of the gateway, so its exit status may be about another installation there. \`argocd app wait\` is asked where
there is an Application. The two that wait are given ${DEADLINE - 5} s.
`;
}

function cellOf({ named, problem, seconds, exitStatus }: Outcome): string {
  const codes = named.map(({ code }) => code).join(', ');
  const end = `exit ${String(exitStatus)}${seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`}`;
  return problem === undefined ? `**named**: ${codes}; ${end}` : `${codes || '–'}; ${end}`;
}

function peerCell(answer: PeerAnswer | undefined): string {
  if (!answer) return '–';
  if (answer.exitStatus === 'missing') return 'not on the PATH';
  const { words, exitStatus, seconds } = answer;
  const end = `${exitStatus === 'time-out' ? 'no end' : `exit ${exitStatus}`}, ${seconds.toFixed(1)} s`;
  return words === undefined ? `no; ${end}` : `**named**: “${words.replaceAll('|', '\\|')}”; ${end}`;
}
