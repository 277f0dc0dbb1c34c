import type { Agent } from 'node:http';
import { createConfiguration, KubeConfig, ServerConfiguration, type Configuration } from '@kubernetes/client-node';
import { UsageError } from '#program/command.ts';
import { isGap, type Gap } from '../gap.ts';
import { CredentialsError, firstLine } from './errors.ts';

/** Milliseconds for an answer of the API server, and for the program that the kubeconfig starts for credentials. */
const TIME_LIMIT = 10_000;
/** The client's name for the context it makes up when it finds none: an unprotected localhost:8080. */
const LAST_RESORT = 'loaded-context';

export interface Connection {
  /** The address of the API server. */
  readonly server: string;
  /** The name of the context in the kubeconfig. */
  readonly context: string;
  /** The context's own namespace, if it has one. */
  readonly namespace: string | undefined;
  readonly configuration: Configuration;
  readonly kubeConfig: KubeConfig;
  /** Milliseconds. */
  readonly timeLimit: number;
}

/**
 * Finds the cluster as kubectl does ($KUBECONFIG, ~/.kube/config), or as a Pod does. Nothing is asked of it yet.
 * @param context a context of the kubeconfig instead of its current one
 * @throws {UsageError} when the kubeconfig has no such context
 */
export function connect(context: string | undefined, timeLimit = TIME_LIMIT): Connection | Gap {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromDefault();
  } catch (error) {
    return { gap: 'NoCluster', message: `kubeconfig: ${firstLine(error)}` };
  }
  if (context !== undefined) {
    const names = kubeConfig.getContexts().map(({ name }) => name);
    if (!names.includes(context))
      throw new UsageError({
        en: `--context ${context}: the kubeconfig has ${names.join(', ') || 'no context'}`,
        ko: `--context ${context}: 없는 컨텍스트입니다. kubeconfig에 있는 컨텍스트: ${names.join(', ') || '없음'}`,
      });
    kubeConfig.setCurrentContext(context);
  } else if (kubeConfig.getCurrentContext() === LAST_RESORT)
    return { gap: 'NoCluster', message: 'there is no $KUBECONFIG, no ~/.kube/config and no service account' };
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) return { gap: 'NoCluster', message: 'the current context of the kubeconfig leads to no cluster' };
  return {
    server: cluster.server,
    context: kubeConfig.getCurrentContext(),
    namespace: kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace,
    configuration: configure(kubeConfig, cluster.server, timeLimit),
    kubeConfig,
    timeLimit,
  };
}

/** The contexts of the kubeconfig that lead to a cluster, by its address, or by what they or it are called there. */
export function contextsOf(connection: Connection | Gap, cluster: string): readonly string[] {
  if (isGap(connection)) return [];
  const { kubeConfig } = connection;
  const address = (server: string) => server.replace(/\/$/, '');
  return kubeConfig
    .getContexts()
    .filter((context) => {
      const server = kubeConfig.getCluster(context.cluster)?.server ?? '';
      return [context.name, context.cluster].includes(cluster) || address(server) === address(cluster);
    })
    .map(({ name }) => name);
}

/** Limits how long the client waits for credentials, which it would do for ever; request.ts limits the answer. */
function configure(kubeConfig: KubeConfig, server: string, timeLimit: number): Configuration {
  let agent: Agent | undefined;
  return createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    authMethods: {
      default: {
        getName: () => kubeConfig.getName(),
        async applySecurityAuthentication(request) {
          try {
            await within(timeLimit, kubeConfig.applySecurityAuthentication(request));
          } catch (error) {
            throw new CredentialsError(firstLine(error), { cause: error });
          }
          // The client makes a new agent, and so a connection, for each request; keeping one takes a third of the time.
          agent ??= keepAlive(request.getAgent());
          request.setAgent(agent as never);
        },
      },
    },
  });
}

function keepAlive(agent: Agent | undefined): Agent | undefined {
  return agent && Object.assign(agent, { keepAlive: true });
}

async function within<T>(timeLimit: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing within ${timeLimit / 1000} s`));
    }, timeLimit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
