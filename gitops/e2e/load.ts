import type { KeyObject } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { buildRequest, signBody, spokenTexts } from '../../service/simulator/protocol.ts';
import { ask, type Target } from './skill.ts';

export interface Failure {
  /** Milliseconds since the load began. */
  readonly sentAt: number;
  readonly failedAt: number;
  readonly connection: 'kept' | 'new';
  readonly why: string;
}

export interface Load {
  /** Every text that was spoken so far, once. */
  readonly spoken: ReadonlySet<string>;
  readonly failures: readonly Failure[];
  /** Forgets what was spoken, to hear what is spoken from now on. */
  forget(): void;
  /** Requests sent so far. */
  sent(): number;
  /** Milliseconds since the load began, and how many requests are under way. */
  now(): { readonly at: number; readonly underWay: number };
  /** Sends no more, and waits for the answers under way. */
  stop(): Promise<void>;
}

interface Options {
  readonly target: Target;
  /** The skill's. */
  readonly path: string;
  readonly applicationId: string;
  readonly privateKey: KeyObject;
}

/** Requests a second: enough to miss no moment of a rollout, and few enough for two cores to sign beside all else. */
const RATE = 40;
const HEADERS = { 'content-type': 'application/json;charset-UTF-8', accept: 'application/json' };

/**
 * A steady load of signed requests for a tip, half of them over connections that are kept, as CLOVA keeps them, half
 * over a new one each. A request fails where no answer comes, or one that is not a spoken tip; it is not repeated.
 */
export function startLoad({ target, path, applicationId, privateKey }: Options): Load {
  const start = performance.now();
  const kept = new Agent({ keepAlive: true, maxSockets: 8 });
  const underWay = new Set<Promise<void>>();
  const failures: Failure[] = [];
  const spoken = new Set<string>();
  let sent = 0;
  const since = () => Math.round(performance.now() - start);

  async function send(connection: Failure['connection']): Promise<void> {
    const session = { id: randomUUID(), isNew: true, attributes: {} };
    const question = { type: 'IntentRequest', intent: 'AnotherTipRequested', slots: {} } as const;
    const body = Buffer.from(JSON.stringify(buildRequest(question, { applicationId, session }, 'wire', new Date())));
    const headers = { ...HEADERS, signaturecek: signBody(body, privateKey) };
    const sentAt = since();
    const fail = (why: string) => failures.push({ sentAt, failedAt: since(), connection, why });
    try {
      const question = { method: 'POST', path, headers, body };
      const { status, text } = await ask(target, connection === 'kept' ? { ...question, agent: kept } : question);
      if (status !== 200) fail(`status ${status}: ${text.slice(0, 100)}`);
      else {
        const texts = spokenTexts((JSON.parse(text) as { response: { outputSpeech: unknown } }).response.outputSpeech);
        if (texts.length === 0) fail('nothing was spoken');
        for (const each of texts) spoken.add(each);
      }
    } catch (error) {
      fail(String(error));
    }
  }

  const timer = setInterval(() => {
    const sending = send(sent++ % 2 === 0 ? 'kept' : 'new').finally(() => underWay.delete(sending));
    underWay.add(sending);
  }, 1000 / RATE);

  return {
    spoken,
    failures,
    forget: () => {
      spoken.clear();
    },
    sent: () => sent,
    now: () => ({ at: since(), underWay: underWay.size }),
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      kept.destroy();
    },
  };
}
