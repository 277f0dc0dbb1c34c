import { HttpMethod, type Configuration } from '@kubernetes/client-node';
import type { Gap } from '../gap.ts';
import type { Connection } from './connect.ts';
import { refusal, toGap } from './errors.ts';

interface Request {
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
  /** Sent as JSON, by POST. */
  readonly body?: unknown;
}

/** What an API server sent, as text. */
export interface Response {
  readonly text: string;
}

/**
 * Sends one request to the API server. The client's typed calls are not used, since they drop unknown fields and turn
 * texts into dates. It never rejects: the outcome is the answer, 'NotFound' where there is no such object, or a Gap.
 */
export async function requestApi(connection: Connection, request: Request): Promise<Response | 'NotFound' | Gap> {
  const { configuration, server, timeLimit } = connection;
  try {
    const context = createContext(configuration, request);
    context.setSignal(AbortSignal.timeout(timeLimit));
    await configuration.authMethods.default?.applySecurityAuthentication(context);
    const response = await configuration.httpApi.send(context).toPromise();
    const text = await response.body.text();
    return response.httpStatusCode < 300 ? { text } : refusal(response.httpStatusCode, text);
  } catch (error) {
    return toGap(error, server);
  }
}

function createContext({ baseServer }: Configuration, { path, parameters = {}, accept, body }: Request) {
  const context = baseServer.makeRequestContext(path, body === undefined ? HttpMethod.GET : HttpMethod.POST);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) context.setQueryParam(name, value);
  context.setHeaderParam('accept', accept ?? 'application/json');
  if (body !== undefined) {
    context.setHeaderParam('content-type', 'application/json');
    context.setBody(JSON.stringify(body));
  }
  return context;
}
