import assert from 'node:assert/strict';
import { parseEnvelope } from '../cek/request.ts';
import type { ProvenBody } from '../cek/signature.ts';
import { buildRequest, SHAPES, type Question } from './request.ts';

const AT = new Date('2024-05-01T03:04:05.678Z');
const envelope = { applicationId: 'kr.example.app', session: { id: 's-1', isNew: true, attributes: { heard: ['a'] } } };
const launch: Question = { type: 'LaunchRequest' };
const end: Question = { type: 'SessionEndedRequest' };
const intent: Question = { type: 'IntentRequest', intent: 'TipByTopic', slots: { topic: '캐시' } };
const slots = { topic: { name: 'topic', value: '캐시' } };
const user = { userId: 'desk-user' };

describe('buildRequest', () => {
  it('builds the documented minimum', () => {
    assert.deepEqual(buildRequest(launch, envelope, 'documented', AT), {
      version: '0.1.0',
      session: { new: true, sessionAttributes: { heard: ['a'] }, sessionId: 's-1', user },
      context: {
        System: {
          application: { applicationId: 'kr.example.app' },
          user,
          device: {
            deviceId: 'desk-device',
            display: { size: 'l100', orientation: 'landscape', dpi: 96, contentLayer: { width: 640, height: 360 } },
          },
        },
      },
      request: { type: 'LaunchRequest' },
    });
  });

  for (const { question, request } of [
    { question: end, request: { type: 'SessionEndedRequest' } },
    { question: intent, request: { type: 'IntentRequest', intent: { name: 'TipByTopic', slots } } },
    {
      question: { type: 'IntentRequest', intent: 'Clova.GuideIntent', slots: {} } as const,
      request: { type: 'IntentRequest', intent: { name: 'Clova.GuideIntent', slots: {} } },
    },
  ]) {
    it(`builds a documented ${question.type} ${'intent' in question ? question.intent : ''}`, () => {
      const message = buildRequest(question, envelope, 'documented', AT) as { request: unknown };
      assert.deepEqual(message.request, request);
    });
  }

  for (const { question, intent: expected } of [
    { question: launch, intent: { intent: '', name: '', slots: null } },
    { question: end, intent: { intent: '', name: '', slots: null } },
    { question: intent, intent: { intent: 'TipByTopic', name: 'TipByTopic', slots } },
  ]) {
    it(`builds a ${question.type} as on the wire: with an intent and an event, and undocumented fields`, () => {
      const message = buildRequest(question, envelope, 'wire', AT) as {
        version: string;
        request: { requestId: string };
        context: { System: { device: { display: unknown } } };
      };
      const { requestId, ...request } = message.request;
      assert.match(requestId, /^[0-9a-f]{8}-/);
      assert.deepEqual(request, {
        type: question.type,
        timestamp: '2024-05-01T03:04:05Z',
        locale: 'ko-KR',
        extensionId: 'kr.example.app',
        intent: expected,
        event: { namespace: '', name: '', payload: null },
      });
      assert.equal(message.version, '1.0');
      assert.deepEqual(message.context.System.device.display, { size: 'none', contentLayer: { width: 0, height: 0 } });
    });
  }

  it('gives every request on the wire an id of its own', () => {
    const ids = [1, 2].map(
      () => (buildRequest(launch, envelope, 'wire', AT) as { request: { requestId: string } }).request.requestId,
    );
    assert.notEqual(ids[0], ids[1]);
  });

  for (const shape of SHAPES) {
    it(`builds what the service reads, ${shape}`, () => {
      for (const question of [launch, end, intent]) {
        const body = Buffer.from(JSON.stringify(buildRequest(question, envelope, shape, AT)));
        const read = parseEnvelope(body as ProvenBody);
        assert.equal(read.applicationId, 'kr.example.app');
        assert.deepEqual(read.session, { isNew: true, attributes: { heard: ['a'] } });
        assert.deepEqual(
          read.request,
          question.type === 'IntentRequest'
            ? { ...question, slots: new Map(Object.entries(question.slots)) }
            : { type: question.type },
        );
      }
    });
  }
});
