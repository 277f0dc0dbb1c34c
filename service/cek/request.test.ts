import assert from 'node:assert/strict';
import { parseEnvelope } from './request.ts';
import type { ProvenBody } from './signature.ts';

const parse = (value: unknown) => parseEnvelope(Buffer.from(JSON.stringify(value)) as ProvenBody);
const launch = { type: 'LaunchRequest' };
const intent = (slots: unknown) => ({ request: { type: 'IntentRequest', intent: { name: 'TipByTopic', slots } } });

describe('parseEnvelope', () => {
  it('reads the documented minimum', () => {
    const envelope = parse({
      version: '0.1.0',
      session: { new: true, sessionAttributes: { heard: ['typo'] }, sessionId: 's', user: { userId: 'u' } },
      context: { System: { application: { applicationId: 'kr.example.app' } } },
      request: launch,
    });
    assert.deepEqual(envelope, {
      applicationId: 'kr.example.app',
      extensionId: undefined,
      timestamp: undefined,
      session: { isNew: true, attributes: { heard: ['typo'] } },
      request: launch,
    });
  });

  for (const { type, expected } of [
    { type: 'SessionEndedRequest', expected: 'SessionEndedRequest' },
    { type: 'EventRequest', expected: 'EventRequest' },
    { type: 'SkillDreamtRequest', expected: 'unknown' },
  ]) {
    it(`reads a ${type} as ${expected}`, () => {
      const { request, session } = parse({ request: { type } });
      assert.deepEqual({ request, attributes: session.attributes }, { request: { type: expected }, attributes: {} });
    });
  }

  for (const id of [null, '']) {
    it(`takes an application and an extensionId of ${JSON.stringify(id)} for none`, () => {
      const message = {
        context: { System: { application: { applicationId: id } } },
        request: { ...launch, extensionId: id },
      };
      const { applicationId, extensionId } = parse(message);
      assert.deepEqual([applicationId, extensionId], [undefined, undefined]);
    });
  }

  it('decides by the type alone: a real launch carries an empty intent and event', () => {
    const wire = {
      ...launch,
      extensionId: 'kr.example.app',
      intent: { intent: '', name: '', slots: null },
      event: { namespace: '', name: '', payload: null },
    };
    assert.deepEqual(parse({ request: wire }).request, launch);
  });

  for (const { name, message } of [
    { name: 'session: null, context: {}', message: { session: null, context: {}, request: { type: 'EventRequest' } } },
    { name: 'no session, no context', message: { request: launch } },
    { name: 'no sessionAttributes', message: { session: { new: true }, request: launch } },
    { name: 'sessionAttributes: null', message: { session: { sessionAttributes: null }, request: launch } },
    {
      name: 'unknown fields',
      message: { extra: [1], session: { extra: {} }, request: { ...launch, extra: 0 } },
    },
  ]) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(parse(message).session.attributes, {});
    });
  }

  it('ignores a byte order mark before the message', () => {
    const body = Buffer.from(`\ufeff${JSON.stringify({ request: launch })}`);
    assert.deepEqual(parseEnvelope(body as ProvenBody).request, launch);
  });

  it('calls a request without a session new', () => {
    assert.equal(parse({ session: null, request: launch }).session.isNew, true);
    for (const session of [{}, { new: null }]) assert.equal(parse({ session, request: launch }).session.isNew, false);
  });

  it('fills slots with texts and numbers, and leaves out what has no value', () => {
    const slots = {
      topic: { name: 'topic', value: '캐시' },
      count: { value: 3 },
      a: null,
      b: {},
      c: { value: null },
      d: { value: '' },
    };
    const { request } = parse(intent(slots));
    assert.ok(request.type === 'IntentRequest');
    assert.deepEqual(
      [...request.slots],
      [
        ['topic', '캐시'],
        ['count', '3'],
      ],
    );
  });

  it('accepts slots: null', () => {
    const { request } = parse(intent(null));
    assert.ok(request.type === 'IntentRequest');
    assert.equal(request.slots.size, 0);
  });

  for (const { message, expected } of [
    { message: [], expected: 'body: expected an object, found a list' },
    { message: null, expected: 'body: expected an object, found null' },
    { message: {}, expected: 'request: expected an object, found nothing' },
    { message: { request: {} }, expected: 'request.type: expected a string, found nothing' },
    { message: { request: { type: 'IntentRequest' } }, expected: 'request.intent: expected an object, found nothing' },
    {
      message: { request: { type: 'IntentRequest', intent: {} } },
      expected: 'request.intent.name: expected a string, found nothing',
    },
    { message: intent('캐시'), expected: 'request.intent.slots: expected an object, found string' },
    { message: intent({ topic: '캐시' }), expected: 'request.intent.slots.topic: expected an object, found string' },
    {
      message: intent({ topic: { value: [] } }),
      expected: 'request.intent.slots.topic.value: expected a string, found a list',
    },
    {
      message: { request: { ...launch, extensionId: 7 } },
      expected: 'request.extensionId: expected a string, found number',
    },
    {
      message: { request: launch, session: { sessionAttributes: [] } },
      expected: 'session.sessionAttributes: expected an object, found a list',
    },
    { message: { request: launch, context: 'x' }, expected: 'context: expected an object, found string' },
    {
      message: { request: launch, context: { System: { application: true } } },
      expected: 'context.System.application: expected an object, found boolean',
    },
    { message: { request: launch, session: 'new' }, expected: 'session: expected an object, found string' },
    {
      message: { request: launch, session: { new: 1 } },
      expected: 'session.new: expected true or false, found number',
    },
    {
      message: { request: launch, context: { System: [] } },
      expected: 'context.System: expected an object, found a list',
    },
    {
      message: { request: launch, context: { System: { application: { applicationId: 7 } } } },
      expected: 'context.System.application.applicationId: expected a string, found number',
    },
  ]) {
    it(`refuses ${JSON.stringify(message)} with the field`, () => {
      assert.throws(() => parse(message), { name: 'EnvelopeError', message: expected });
    });
  }

  for (const { name, body, expected } of [
    { name: 'a text that is not JSON', body: Buffer.from('안녕'), expected: 'body: expected JSON' },
    { name: 'nothing', body: Buffer.alloc(0), expected: 'body: expected JSON' },
    { name: 'two byte order marks', body: Buffer.from('\ufeff\ufeff{}'), expected: 'body: expected JSON' },
    { name: 'invalid UTF-8', body: Buffer.from([0x22, 0xff, 0x22]), expected: 'body: expected UTF-8' },
    { name: 'brackets without end', body: Buffer.from('['.repeat(60_000)), expected: 'body: expected JSON' },
  ]) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parseEnvelope(body as ProvenBody), { name: 'EnvelopeError', message: expected });
    });
  }
});
