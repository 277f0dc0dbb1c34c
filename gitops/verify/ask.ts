import { askCluster } from './cluster/ask-cluster.ts';
import type { Connection } from './cluster/connect.ts';
import type { Gap } from './gap.ts';
import { fetchTimes } from './probe/fetch.ts';
import { shakeHands } from './probe/handshake.ts';
import { resolve } from './probe/resolve.ts';
import type { AnswerTo, Question } from './question.ts';
import { relate } from './repository/git.ts';

interface Options {
  readonly connection: Connection | Gap;
  /** The certificates to trust, in PEM. Default: those that Node trusts. */
  readonly roots: string | undefined;
  /** The DNS server to ask, `IP` or `IP:PORT`. Default: the one this machine uses. */
  readonly resolver: string | undefined;
}

/** Makes the function that answers questions, by asking the cluster, the network or git. It never rejects. */
export function createAsk({
  connection,
  roots,
  resolver,
}: Options): <Q extends Question>(question: Q) => Promise<AnswerTo<Q>> {
  const answer = async (question: Question): Promise<AnswerTo<Question>> => {
    switch (question.ask) {
      case 'resolve':
        return await resolve(question.host, resolver);
      case 'handshake':
        return await shakeHands(question, roots);
      case 'fetch':
        return await fetchTimes(question, { roots });
      case 'ancestry':
        return await relate(question);
      default:
        return await askCluster(connection, question);
    }
  };
  return answer as <Q extends Question>(question: Q) => Promise<AnswerTo<Q>>;
}
