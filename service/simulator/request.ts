import { randomUUID } from 'node:crypto';

/** What CLOVA asks, before it is put into an envelope. */
export type Question =
  | { readonly type: 'LaunchRequest' | 'SessionEndedRequest' }
  | { readonly type: 'IntentRequest'; readonly intent: string; readonly slots: Readonly<Record<string, string>> };

export interface Envelope {
  readonly applicationId: string;
  readonly session: { readonly id: string; readonly isNew: boolean; readonly attributes: unknown };
}

/** `documented`: as the reference shows it. `wire`: as captured requests look, with undocumented fields. */
export const SHAPES = ['documented', 'wire'] as const;
export type Shape = (typeof SHAPES)[number];

/** A CustomExtRequestMessage. @param at its timestamp */
export function buildRequest(question: Question, envelope: Envelope, shape: Shape, at: Date): object {
  const { applicationId, session } = envelope;
  const user = { userId: 'desk-user' };
  const display =
    shape === 'wire'
      ? { size: 'none', contentLayer: { width: 0, height: 0 } }
      : { size: 'l100', orientation: 'landscape', dpi: 96, contentLayer: { width: 640, height: 360 } };
  return {
    version: shape === 'wire' ? '1.0' : '0.1.0',
    session: { new: session.isNew, sessionAttributes: session.attributes, sessionId: session.id, user },
    context: { System: { application: { applicationId }, user, device: { deviceId: 'desk-device', display } } },
    request: shape === 'wire' ? wireRequest(question, applicationId, at) : documentedRequest(question),
  };
}

function documentedRequest(question: Question): object {
  if (question.type !== 'IntentRequest') return { type: question.type };
  return { type: question.type, intent: { name: question.intent, slots: slotObjects(question.slots) } };
}

/** Every type carries an intent and an event, empty where they do not apply (seen in captured requests). */
function wireRequest(question: Question, extensionId: string, at: Date): object {
  const intent =
    question.type === 'IntentRequest'
      ? { intent: question.intent, name: question.intent, slots: slotObjects(question.slots) }
      : { intent: '', name: '', slots: null };
  return {
    type: question.type,
    requestId: randomUUID(),
    timestamp: at.toISOString().replace(/\.\d+/, ''),
    locale: 'ko-KR',
    extensionId,
    intent,
    event: { namespace: '', name: '', payload: null },
  };
}

function slotObjects(slots: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(slots).map(([name, value]) => [name, { name, value }]));
}
