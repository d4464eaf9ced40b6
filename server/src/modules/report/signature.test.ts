import { generateKeyPairSync } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { sampleHands, sampleReport } from './fixtures.ts';
import { contentHash, reportJson, signReport, verifyReport } from './signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const content = sampleReport({ behind: 2, amendments: 1 });
const hands = sampleHands('issued');
const signature = signReport(content, hands, privateKey, 'key-1');
const json = reportJson(content, hands, signature);

describe('a signed report', () => {
  it('is genuine, and says who signed what', () => {
    expect(verifyReport(json, publicKey)).toEqual({ genuine: true, content, hands, signature });
    expect(signature.contentHash).toBe(contentHash(content, hands));
  });

  it('stays genuine when it is laid out anew', () => {
    const shuffled = Object.fromEntries(Object.entries(JSON.parse(json)).reverse());
    expect(verifyReport(JSON.stringify(shuffled, null, 2), publicKey).genuine).toBe(true);
  });

  it('is known as altered whatever is changed in it', () => {
    const altered = [
      json.replace('"value":', '"value":1'),
      json.replace('张𬱖', '张三'),
      json.replace('184467', '184468'),
      json.replace('"exercise":true', '"exercise":false'),
      json.replace('{"content":{', '{"content":{"aaa":1,'),
    ];
    for (const text of altered) {
      expect(text).not.toBe(json);
      expect(verifyReport(text, publicKey)).toEqual({ genuine: false, reason: 'content' });
    }
  });

  it('is not believed with a hash made to fit', () => {
    const other = { ...content, exercise: false };
    const forged = reportJson(other, hands, { ...signature, contentHash: contentHash(other, hands) });
    expect(verifyReport(forged, publicKey)).toEqual({ genuine: false, reason: 'signature' });
  });

  it('is not believed from another key, unsigned, or as something else', () => {
    expect(verifyReport(json, generateKeyPairSync('ed25519').publicKey)).toEqual({
      genuine: false,
      reason: 'signature',
    });
    expect(verifyReport(reportJson(content, hands), publicKey)).toEqual({
      genuine: false,
      reason: 'unsigned',
    });
    const odd = json.replace(/"value":"[^"]+"/, '"value":{"length":{"toString":1}}');
    expect(odd).not.toBe(json);
    for (const text of ['', '[]', '{}', 'null', '"x"', odd]) {
      expect(verifyReport(text, publicKey)).toEqual({ genuine: false, reason: 'malformed' });
    }
  });
});

property.prop([fc.nat(json.length - 1), fc.constantFrom('0', '9', 'a', 'f', '"', '}', ' ')])(
  'one changed character is never both believed and different',
  (at, put) => {
    const text = `${json.slice(0, at)}${put}${json.slice(at + 1)}`;
    const verdict = verifyReport(text, publicKey);
    if (verdict.genuine)
      expect({ content: verdict.content, hands: verdict.hands }).toEqual({ content, hands });
  },
);
