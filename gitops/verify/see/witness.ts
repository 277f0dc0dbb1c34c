import type { Witness } from './collect.ts';
import { askCluster, askForObjects } from './cluster/ask-cluster.ts';
import { contextsOf, type Connection } from './cluster/connect.ts';
import type { Gap } from './gap.ts';
import { fetchTimes } from './network/fetch.ts';
import { shakeHands } from './network/handshake.ts';
import { resolve } from './network/resolve.ts';
import type { AnswerTo } from './question.ts';
import { relate } from './git/clone.ts';
import type { Other } from './snapshot.ts';

interface Options {
  readonly connection: Connection | Gap;
  /** The certificates to trust, in PEM. Default: those that Node trusts. */
  readonly roots: string | undefined;
  /** The DNS server to ask, `IP` or `IP:PORT`. Default: the one this machine uses. */
  readonly resolver: string | undefined;
}

/** The cluster, the network and the clone, as they answer now. */
export function createWitness({ connection, roots, resolver }: Options): Witness {
  const other = async (question: Other): Promise<AnswerTo<Other>> => {
    switch (question.ask) {
      case 'resolve':
        return await resolve(question.host, resolver);
      case 'handshake':
        return await shakeHands(question, roots);
      case 'fetch':
        return await fetchTimes(question, { roots });
      case 'ancestry':
        return await relate(question);
      case 'contexts':
        return { contexts: contextsOf(connection, question.cluster) };
      case 'log':
      case 'may':
        return await askCluster(connection, question);
    }
  };
  return {
    objects: async (question, demands) => await askForObjects(connection, question, demands),
    other: other as Witness['other'],
  };
}
