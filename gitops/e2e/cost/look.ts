import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createWitness } from '../../verify/see/witness.ts';
import { checks } from '../../verify/judge/checks/index.ts';
import { connect } from '../../verify/see/cluster/connect.ts';
import { isGap } from '../../verify/see/gap.ts';
import { judge } from '../../verify/judge/judge.ts';
import { look } from '../../verify/judge/look.ts';
import { EMPTY_SCOPE } from '../../verify/see/scope.ts';

/** What one look took. */
export interface Cost {
  readonly requests: number;
  readonly bytes: number;
  readonly questions: number;
  readonly findings: number;
  /** Resident memory at its peak. */
  readonly megabytes: number;
  readonly milliseconds: number;
}

/**
 * One look at the Applications of a repository, in a process of its own, so that its memory is its own: prints a
 * {@link Cost} as JSON. `look.ts CONTEXT REPOSITORY [NAMESPACE/NAME ...]`, with names of Applications in its place
 */
async function main([context, repository = '', ...names]: readonly string[]): Promise<void> {
  const connection = connect(context);
  if (isGap(connection)) throw new Error(connection.message);
  let requests = 0;
  const sockets = new Set<Socket>();
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (!request.path.startsWith('/api')) return;
    requests++;
    sockets.add(response.socket);
  });
  const start = performance.now();
  const applications = names.map((each) => {
    const [namespace = '', name = ''] = each.split('/');
    return { namespace, name };
  });
  const scope = { ...EMPTY_SCOPE, repositories: [repository], applications, address: '127.0.0.1' };
  const witness = createWitness({ connection, roots: undefined, resolver: undefined });
  const seen = await look(scope, witness, new Date().toISOString());
  const findings = judge(seen, checks);
  const bytes = [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  const cost: Cost = {
    ...{ requests, bytes, questions: seen.exchanges.length, findings: findings.length },
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    milliseconds: Math.round(performance.now() - start),
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}

void main(process.argv.slice(2)).then(() => process.exit());
